import { config } from "@/lib/config";

/** It goes into cookies and a header: longer ones are refused by proxies on the way. */
const maxCharacters = 2_048;

/** Where to go after signing in: a path of our own, whatever was given. */
export function ownPath(wanted: unknown): string {
  const home = config().appUrl;
  if (typeof wanted !== "string" || wanted.length > maxCharacters || !URL.canParse(wanted, home)) return "/";
  const { origin, pathname, search } = new URL(wanted, home);
  return origin === new URL(home).origin && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}
