import { headers } from "next/headers";
import { startSession } from "@/lib/sessions/start";
import { clientAddress } from "./client-address";
import { sentSessionId, setSessionCookie } from "./session-cookie";

type SignedIn = { id: number; sessionVersion: number };

/**
 * A new session for the browser of this request, in place of the one it had.
 * @param providerSession what ends the provider's own session, sealed; null after a password
 * @returns its id
 */
export async function startSessionHere(
  { id, sessionVersion }: SignedIn,
  providerSession: string | null = null,
): Promise<string> {
  const given = await headers();
  return startSession({
    userId: id,
    sessionVersion,
    address: clientAddress(given),
    userAgent: given.get("user-agent") ?? "",
    replaces: await sentSessionId(),
    providerSession,
  });
}

/** Starts a session and sets its cookie. Where next-auth signs a user in, it sets the cookie itself. */
export async function startSessionWithCookie(user: SignedIn): Promise<void> {
  await setSessionCookie(await startSessionHere(user));
}
