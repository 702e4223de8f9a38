/** Signing secrets and tokens; the token's id is no secret. */
const secrets = /\b(whsec_)[\w+/=-]+|\b(cbt_[0-9A-Za-z]{10}_)[0-9A-Za-z]+/g;

const queries = /(\bhttps?:\/\/[^\s?]*\?)(\S*)/gi;

/** Hides signing secrets and tokens from everybody: an entry should have none, and if one does, nobody reads it here. Pure. */
export function withoutSecrets(text: string): string {
  return text.replace(secrets, (_, secret?: string, token?: string) => `${secret ?? token}…`);
}

/** Hides the values in the queries of URLs, which often are keys; their names stay. Pure. */
export function withoutQueryValues(text: string): string {
  return text.replace(
    queries,
    (_, head: string, query: string) =>
      head +
      query
        .split("&")
        .map((part) => (part.includes("=") ? `${part.slice(0, part.indexOf("=") + 1)}…` : part && "…"))
        .join("&"),
  );
}
