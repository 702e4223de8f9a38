import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import type { Actor } from "@/lib/auth/actor";
import { can, type Permission } from "@/lib/auth/permissions";
import { actorOfSession } from "@/lib/sessions/read";
import { sessionHash } from "@/lib/sessions/session-id";
import { clientAddress } from "./client-address";
import { withQuery } from "./request-query";
import { sentSessionId } from "./session-cookie";

/** Once for all parts of a page. Kept by the session: which request it is, React alone says, and of an action it says nothing. */
const actorBySession = cache(actorOfSession);

/** The person of this request as the database has them now; null when signed out, disabled or revoked since. */
export async function currentActor(): Promise<Actor | null> {
  return (await currentSession())?.actor ?? null;
}

/** The same, with what the list of one's sessions calls the session; the cookie is opened once. */
export async function currentSession(): Promise<{ actor: Actor; sessionID: string } | null> {
  const id = await sentSessionId();
  const actor = id === null ? null : await actorBySession(id, clientAddress(await headers()));
  return id !== null && actor ? { actor, sessionID: sessionHash(id).toString("base64url") } : null;
}

/** What the list of one's sessions calls the one of this request. */
export async function currentSessionID(): Promise<string | null> {
  const id = await sentSessionId();
  return id === null ? null : sessionHash(id).toString("base64url");
}

/**
 * The person for a page that needs `permission`. Signed out: to the sign-in page and back to `path` afterwards, with the query that
 * was asked for. Without the role: 403 with the page that names who may.
 */
export async function pageActor(permission: Permission, path: string): Promise<Actor> {
  const actor = await currentActor();
  if (!actor) redirect(`/sign-in?callbackUrl=${encodeURIComponent(withQuery(path, await headers()))}`);
  if (!can(actor, permission)) forbidden();
  return actor;
}
