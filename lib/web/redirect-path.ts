import { config } from "@/lib/config";

/** The path to go to after signing in, always on this origin: whatever was asked for, there is no open redirect. */
export function redirectPath(wanted: unknown): string {
  const home = config().appUrl;
  if (typeof wanted !== "string" || !URL.canParse(wanted, home)) return "/";
  const { origin, pathname, search } = new URL(wanted, home);
  return origin === new URL(home).origin && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}
