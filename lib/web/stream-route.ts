import { headers } from "next/headers";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { onlyMethods } from "./only-methods";
import { problemOf, RequestError } from "./problem";
import { isSameOrigin } from "./same-origin";
import { currentSession } from "./session";

type Asked = { actor: Actor; sessionID: string; request: Request; query: URLSearchParams };

/**
 * Makes the handler of an answer that our own pages alone ask for, with a session: not another site, then the user as the
 * database has them now, then the permission. What goes wrong is a problem document.
 */
export function streamRoute(
  permission: Permission,
  serve: (asked: Asked) => Promise<Response>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    try {
      if (!(await isSameOriginRequest())) {
        throw new RequestError(403, "This request came from another site and was refused.");
      }
      const session = await currentSession();
      if (!session) throw new RequestError(401, "You are signed out. Sign in again.");
      assertCan(session.actor, permission);
      return await serve({ ...session, request, query: searchParams });
    } catch (error) {
      return problemOf(error, { method: request.method, path: pathname });
    }
  };
}

/** The handler of HEAD: without a stream there is nothing that it could tell. */
export const onlyGet = onlyMethods("GET");

/** Browsers say where a request comes from (Fetch Metadata); `none` is a person who typed the address. */
async function isSameOriginRequest(): Promise<boolean> {
  const given = await headers();
  const origin = given.get("origin");
  if (origin !== null)
    return isSameOrigin(origin, { appUrl: config().appUrl, host: given.get("host") ?? "" });
  return ["same-origin", "none", null].includes(given.get("sec-fetch-site"));
}
