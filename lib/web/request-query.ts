import { maxRedirectLength } from "./redirect-path";

/**
 * The query of a page's address, which Next tells the page but not what the page calls. `proxy.ts` sets it on every request, so it is
 * never a caller's own.
 */
export const queryHeader = "x-page-query";

/** Without what Next's own script adds to ask for a part of a page. */
export function pageQuery(parameters: URLSearchParams): string {
  const kept = new URLSearchParams(parameters);
  kept.delete("_rsc");
  return String(kept);
}

/** The path with the query of this request, where they are not longer together than a sign-in keeps. */
export function withQuery(path: string, headers: Pick<Headers, "get">): string {
  const query = headers.get(queryHeader) ?? "";
  const whole = query === "" ? path : `${path}?${query}`;
  return whole.length <= maxRedirectLength ? whole : path;
}
