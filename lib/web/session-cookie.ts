import { cookies } from "next/headers";
import { sessionSeconds } from "@/lib/sessions/session-id";
import { readSessionToken, sessionCookie, sessionToken } from "./session-token";

/** The id of the session that this request's cookie carries, whether or not it still counts; null where there is none. */
export async function sentSessionId(): Promise<string | null> {
  const token = (await cookies()).get(sessionCookie().name)?.value;
  return token ? readSessionToken(token) : null;
}

/** Sets the session's cookie in this browser; only in actions and route handlers. */
export async function setSessionCookie(sessionId: string): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, await sessionToken(sessionId), { ...options, maxAge: sessionSeconds });
}

/** Removes the cookie. */
export async function clearSessionCookie(): Promise<void> {
  const { name, options } = sessionCookie();
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
