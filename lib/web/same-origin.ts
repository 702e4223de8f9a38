import { parseUrl } from "@/lib/address/parse-url";

/**
 * Whether an Origin (RFC 6454) is Callboard's own: that of the address people use or, without https, any host this very
 * request was sent to, such as 127.0.0.1 for localhost.
 * @param host the request's Host
 */
export function isSameOrigin(origin: string, { appUrl, host }: { appUrl: string; host: string }): boolean {
  const [given, ours] = [parseUrl(origin), new URL(appUrl)];
  if (!given) return false;
  return given.origin === ours.origin || (ours.protocol === "http:" && given.host === host);
}
