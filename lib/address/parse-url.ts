/**
 * The URL that a text is, or null (WHATWG URL, "URL parsing"). Not by `URL.canParse`: once compiled, that of Node 20 says no to every text
 * with a letter such as ü (`findings/url-can-parse-refuses-latin-letters.sh`).
 * @param base what a relative one is of
 */
export function parseUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
