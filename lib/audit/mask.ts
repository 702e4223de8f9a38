/** Signing secrets and tokens; the token's id is no secret. */
const secrets = /\b(whsec_)[\w+/=-]+|\b(cbt_[0-9A-Za-z]{10}_)[0-9A-Za-z]+/g;

/** Hides signing secrets and tokens from everybody: an entry should have none, and if one does, nobody reads it here. Pure. */
export function withoutSecrets(text: string): string {
  return text.replace(secrets, (_, secret?: string, token?: string) => `${secret ?? token}…`);
}

/** Hides the values in the queries of URLs, which often are keys; their names stay. Pure. */
export function withoutQueryValues(text: string): string {
  return text.replace(/\S+/g, (word) => {
    const begin = word.search(/\bhttps?:\/\//i);
    const query = begin < 0 ? 0 : word.indexOf("?", begin) + 1;
    return query === 0 ? word : word.slice(0, query) + namesOf(word.slice(query));
  });
}

function namesOf(query: string): string {
  return query
    .split("&")
    .map((part) => (part.includes("=") ? `${part.slice(0, part.indexOf("=") + 1)}…` : part && "…"))
    .join("&");
}
