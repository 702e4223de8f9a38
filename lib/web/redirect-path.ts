import { config } from "@/lib/config";

/** Where to go after signing in: a path of our own, whatever was given. */
export function ownPath(wanted: unknown): string {
  const home = config().appUrl;
  if (typeof wanted !== "string" || !URL.canParse(wanted, home)) return "/";
  const { origin, pathname, search } = new URL(wanted, home);
  return origin === new URL(home).origin && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}
