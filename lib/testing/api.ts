import { type Actor, operator } from "@/lib/auth/actor";
import type { Scope } from "@/lib/auth/permissions";
import { prisma } from "@/lib/db/prisma";
import { createToken } from "@/lib/tokens/create";
import type { Handler } from "@/lib/web/route";

/** What tests of the API share: tokens, and requests to a route's handler as Next makes them. */

/** A new token of this person. */
export async function tokenOf(
  { userId }: Pick<Actor, "userId">,
  scopes: Scope[] = ["read", "write"],
): Promise<string> {
  const { email } = await prisma().user.findUniqueOrThrow({ where: { id: userId ?? 0 } });
  return (await createToken(operator, { email, name: "test", scopes, days: 1 })).token;
}

type ApiCall = {
  /** With its query. */
  path: string;
  params?: Record<string, string> | undefined;
  /** Text and bytes are sent as they are, all else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  token?: string | null | undefined;
};

/** Sends a request to a handler. `body` is the answer's JSON. */
export async function callRoute(
  handler: Handler,
  method: string,
  { path, params, body, headers, token }: ApiCall,
) {
  const request = new Request(`http://localhost${path}`, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: asSent(body) }),
  });
  // Next hands a promise of nothing to a route without parameters.
  const response = await handler(request, { params: Promise.resolve(params) });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

function asSent(body: unknown): BodyInit {
  return typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body);
}
