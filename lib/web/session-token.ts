import { hkdfSync } from "node:crypto";
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

/** The name of another cookie of ours, which no other host of the domain can set either. */
export function ownCookie(name: string): string {
  return `${config().appUrl.startsWith("https:") ? "__Host-" : ""}callboard.${name}`;
}

/** The key of next-auth's tokens, derived from APP_SECRET (HKDF, RFC 5869). */
export function sessionSecret(appSecret = config().appSecret): string {
  const key = hkdfSync("sha256", appSecret, "", "callboard sessions", 32);
  return Buffer.from(key).toString("base64");
}

/** What the cookie of a session holds. */
export function sessionToken(sessionId: string, appSecret?: string): Promise<string> {
  return encode({ token: { sessionId }, secret: sessionSecret(appSecret), maxAge: sessionSeconds });
}

/**
 * The id of the session in a token, whether or not it still counts; null where there is none. Anybody can send a cookie of our
 * name: what cannot be read is nobody's.
 */
export async function readSessionToken(token: string): Promise<string | null> {
  return sessionIdIn(await decode({ token, secret: sessionSecret() }).catch(() => null));
}

/** The id in a token of next-auth's. One that the release before made has none, and is nobody's. */
export function sessionIdIn(token: { sessionId?: unknown } | null): string | null {
  return typeof token?.sessionId === "string" ? token.sessionId : null;
}
