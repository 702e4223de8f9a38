import { parseUrl } from "@/lib/address/parse-url";
import { config } from "@/lib/config";

/** It goes into cookies and a header: longer ones are refused by proxies on the way. */
export const maxRedirectLength = 2_048;

/** The path to go to after signing in, always on this origin: whatever was asked for, there is no open redirect. */
export function redirectPath(wanted: unknown): string {
  const home = config().appUrl;
  if (typeof wanted !== "string" || wanted.length > maxRedirectLength) return "/";
  const url = parseUrl(wanted, home);
  if (!url) return "/";
  const { origin, pathname, search } = url;
  return origin === new URL(home).origin && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}
