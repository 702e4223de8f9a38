import type { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { InvalidError } from "@/lib/errors";
import { actorOfToken } from "@/lib/tokens/service";
import { inputErrors } from "./input-errors";
import { problem, problemOf, RequestError } from "./problem";
import { readJson } from "./read-body";

const bodyLimitBytes = 256 * 1024;

type Served<Body, Query> = {
  actor: Actor;
  params: Record<string, string>;
  body: Body;
  query: Query;
  request: Request;
};
/** A route without a part in brackets has no parameters: Next then hands over a promise of nothing. */
type Context = { params: Promise<Record<string, string | string[] | undefined> | undefined> };
export type Handler = (request: Request, context: Context) => Promise<Response>;

/**
 * Makes a route handler for programs: bearer token, then input by schema, then `serve`, whose service checks the
 * permission. Everything that goes wrong is a problem document. Cookies count for nothing here, so other sites cannot
 * ride on a person's session.
 */
export function route<Body extends z.ZodType = z.ZodUndefined, Query extends z.ZodType = z.ZodUndefined>(
  { body, query }: { body?: Body; query?: Query },
  serve: (served: Served<z.output<Body>, z.output<Query>>) => Promise<Response>,
): Handler {
  return async (request, context) => {
    const { pathname, searchParams } = new URL(request.url);
    try {
      const actor = await authenticate(request);
      const params = Object.fromEntries(
        Object.entries((await context.params) ?? {}).map(([name, value]) => [name, String(value ?? "")]),
      );
      return await serve({
        actor,
        params,
        request,
        query: parse(query, Object.fromEntries(searchParams)),
        body: body ? parse(body, await readJson(request, bodyLimitBytes)) : (undefined as z.output<Body>),
      });
    } catch (error) {
      return problemOf(error, { method: request.method, path: pathname });
    }
  };
}

/** Answers every other method: 405 and which ones there are. */
export function onlyMethods(...allowed: string[]): Handler {
  return async () =>
    problem(405, `This address answers ${allowed.join(", ")} only.`, undefined, {
      allow: allowed.join(", "),
    });
}

async function authenticate(request: Request): Promise<Actor> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const address = request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? null;
  const actor = token ? await actorOfToken(token, address) : null;
  if (actor) return actor;
  const detail = token
    ? "The token is unknown, expired or revoked."
    : "Send a token: Authorization: Bearer cbt_…";
  throw new RequestError(401, detail, { "www-authenticate": "Bearer" });
}

function parse<Schema extends z.ZodType>(schema: Schema | undefined, value: unknown): z.output<Schema> {
  if (!schema) return undefined as z.output<Schema>;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidError(inputErrors(parsed.error));
  return parsed.data;
}
