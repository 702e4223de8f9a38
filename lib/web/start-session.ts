import { headers } from "next/headers";
import { startSession } from "@/lib/sessions/start";
import { clientAddress } from "./client-address";
import { giveSessionCookie, sentSessionId } from "./session-cookie";

type SignedIn = { id: number; sessionVersion: number };

/** A new session for the browser of this request, in place of the one it had. @returns its id */
export async function startSessionHere({ id, sessionVersion }: SignedIn): Promise<string> {
  const given = await headers();
  return startSession({
    userId: id,
    sessionVersion,
    address: clientAddress(given),
    userAgent: given.get("user-agent") ?? "",
    replaces: await sentSessionId(),
  });
}

/** The same, with its cookie; where next-auth signs somebody in, it sets that itself. */
export async function enterSession(user: SignedIn): Promise<void> {
  await giveSessionCookie(await startSessionHere(user));
}
