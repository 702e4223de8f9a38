import { hkdfSync } from "node:crypto";
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { config } from "@/lib/config";
import { sessionSeconds } from "@/lib/sessions/session-id";

/**
 * The one cookie that says who somebody is, for next-auth and for us. Under https its name begins with `__Host-`: browsers
 * take such a cookie from this host alone, not from its siblings (RFC 6265bis, 4.1.3.2).
 */
export function sessionCookie() {
  const secure = config().appUrl.startsWith("https:");
  return {
    name: `${secure ? "__Host-" : ""}next-auth.session-token`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  } as const;
}

/** The key of next-auth's tokens, derived from APP_SECRET (HKDF, RFC 5869). */
export function sessionSecret(): string {
  const key = hkdfSync("sha256", config().appSecret, "", "callboard sessions", 32);
  return Buffer.from(key).toString("base64");
}

/** The id of the session that this request's cookie carries, whether or not it still counts; null where there is none. */
export async function sentSessionId(): Promise<string | null> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  if (!token) return null;
  // Anybody can send a cookie of our name: what cannot be read is nobody's.
  return sessionIdIn(await decode({ token, secret: sessionSecret() }).catch(() => null));
}

/** The id in a token of next-auth's. One that the release before made has none, and is nobody's. */
export function sessionIdIn(token: { sessionId?: unknown } | null): string | null {
  return typeof token?.sessionId === "string" ? token.sessionId : null;
}

/** Sets the session's cookie in this browser; only in actions and route handlers. */
export async function setSessionCookie(sessionId: string): Promise<void> {
  const { name, options } = sessionCookie();
  const token = await encode({ token: { sessionId }, secret: sessionSecret(), maxAge: sessionSeconds });
  (await cookies()).set(name, token, { ...options, maxAge: sessionSeconds });
}

/** Removes the cookie. */
export async function clearSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
