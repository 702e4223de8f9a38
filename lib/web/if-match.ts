import { RequestError } from "./problem";

/** An entity tag (RFC 9110, 8.8.3): what may stand between its quotes says less than a JSON text may. */
const entityTag = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/** `"a", W/"b,c"` cut at the commas outside the quotes; what is left of a malformed one is a part that is no tag. */
const listParts = /(?:[^",]|"[^"]*"?)+/g;

/** A version as a strong entity tag. */
export function entityTagOf(version: string): string {
  return `"${version}"`;
}

/**
 * The versions that If-Match allows to be replaced; null for `*`, which any will do. Compared strongly: a weak tag is none of
 * them, whatever it says (RFC 9110, 13.1.1).
 * @throws RequestError 428 without the header, 400 when it is not a list of tags
 */
export function expectedVersions(headers: Headers): string[] | null {
  const given = headers.get("if-match")?.trim();
  if (!given) {
    throw new RequestError(
      428,
      "Send If-Match with the ETag that reading gave, so that no other change is lost.",
    );
  }
  if (given === "*") return null;
  const parts = (given.match(listParts) ?? []).map((part) => part.trim()).filter((part) => part !== "");
  return parts.flatMap((part) => {
    const [, weak, version] = entityTag.exec(part) ?? [];
    if (version === undefined) {
      throw new RequestError(
        400,
        'If-Match must be * or a list of ETags, each in double quotes: "abc", "def".',
      );
    }
    return weak ? [] : [version];
  });
}
