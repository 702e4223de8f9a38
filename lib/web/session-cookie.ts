import { cookies } from "next/headers";
import { sessionSeconds } from "@/lib/sessions/session-id";
import { ownCookie, readSessionToken, sessionCookie, sessionToken } from "./session-token";

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

/** Removes the cookie. @param id of the session that has ended: for ten minutes the browser remembers which one it was */
export async function clearSessionCookie(id: string | null): Promise<void> {
  const { name, options } = sessionCookie();
  const jar = await cookies();
  jar.set(name, "", { ...options, maxAge: 0 });
  if (id !== null) jar.set(endedCookie(), await sessionToken(id), { ...options, maxAge: 600 });
}

/** The id of the session that this browser had; it opens nothing any more. */
export async function endedSessionId(): Promise<string | null> {
  const token = (await cookies()).get(endedCookie())?.value;
  return token ? readSessionToken(token) : sentSessionId();
}

const endedCookie = () => ownCookie("ended-session");
