import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const header = "x-callboard-internal";
/** Known to this process alone. */
const tag = randomBytes(32).toString("base64url");

/**
 * Tags every request that Next sends to itself: for the page an action redirects to, and for an action of another page. Such a
 * request is part of the one it is made for.
 */
export function tagInternalFetches(): void {
  const fetchAsGiven = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    // The option by which Next tells its own fetch, which wraps this one.
    const { internal } = (init as { next?: { internal?: unknown } } | undefined)?.next ?? {};
    if (!internal) return fetchAsGiven(input, init);
    const headers = new Headers(init?.headers);
    headers.set(header, tag);
    return fetchAsGiven(input, { ...init, headers });
  };
}

/** Whether this process itself sent the request; it removes the tag. Nobody else knows it. */
export function isInternal({ headers }: IncomingMessage): boolean {
  const given = headers[header];
  delete headers[header];
  return (
    typeof given === "string" &&
    given.length === tag.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(tag))
  );
}
