import type { z } from "zod";
import { idempotencyKeyPattern, maxIdempotencyKeyLength } from "@/lib/api/header-patterns";
import type { Answers, Operation } from "@/lib/api/operation";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { ExpectedError, InvalidError } from "@/lib/errors";
import { actorOfToken } from "@/lib/tokens/actor-of-token";
import { clientAddress } from "./client-address";
import { type Undo, withIdempotencyKey, withIdempotencyKeyOutsideTransaction } from "./idempotency";
import type { StoredAnswer } from "./idempotency-record";
import { parseInput } from "./input-errors";
import { type LargeBodySlot, largeBodySlot } from "./large-bodies";
import { problemOf, RequestError } from "./problem";
import { readJson } from "./read-body";
import { Reply } from "./reply";
import { requestFingerprint } from "./request-fingerprint";

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Served<Query, Body> = {
  actor: Actor;
  params: Record<string, string>;
  query: Output<Query>;
  body: Output<Body>;
  headers: Headers;
};
type Answer<Of extends Answers> = z.input<Of[keyof Of]>;
/** A route without a part in brackets has no parameters: Next then hands over a promise of nothing. */
type Context = { params: Promise<Record<string, string | string[] | undefined> | undefined> };
export type Handler = (request: Request, context: Context) => Promise<Response>;

/**
 * Makes the handler of an operation: bearer token, then the permission, then the input by the operation's schemas, then
 * `serve`, whose service checks the permission for good. Everything that goes wrong is a problem document. With an
 * `Idempotency-Key` the answer is stored and replayed. Cookies count for nothing here, so other sites cannot ride on a
 * person's session.
 * @param serve answers the body of the first declared status, or a `reply` with another one or with headers
 */
export function route<
  Of extends Answers,
  Query extends z.ZodObject | undefined,
  Body extends z.ZodType | undefined,
>(
  operation: Operation<Query, Body, Of>,
  serve: (served: Served<Query, Body>) => Promise<Answer<Of> | Reply<Answer<Of>>>,
): Handler {
  const firstStatus = Number(Object.keys(operation.answers)[0]);
  return async (request, context) => {
    const { pathname, search, searchParams } = new URL(request.url);
    const problemFor = (error: unknown) => problemOf(error, { method: request.method, path: pathname });
    let slot: LargeBodySlot | undefined;
    try {
      const actor = await authenticate(request);
      slot = largeBodySlot(actor.userId ?? 0);
      if (operation.permission) assertCan(actor, operation.permission);
      const key = request.method === "GET" ? null : keyOf(request);
      const params = Object.fromEntries(
        Object.entries((await context.params) ?? {}).map(([name, value]) => [name, String(value ?? "")]),
      );
      const query = (
        operation.query ? parseInput(operation.query, queryOf(searchParams)) : undefined
      ) as Output<Query>;
      const { body: schema, bodyLimitKiB = 256 } = operation;
      const { value: given, input } = schema
        ? await readJson(request, { limitBytes: bodyLimitKiB * 1024, slot }, (value, unstorable) =>
            parseInput(schema, value, unstorable),
          )
        : { value: undefined, input: undefined };
      const body = input as Output<Body>;
      const answer = async (): Promise<StoredAnswer> => {
        const served = await serve({ actor, params, query, body, headers: request.headers });
        const {
          body: value,
          status,
          headers,
        } = served instanceof Reply ? served : new Reply(served, null, {});
        return {
          status: status ?? firstStatus,
          headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
          body: JSON.stringify(value),
        };
      };
      if (key === null) return respond(await answer());
      const identity = [
        request.method,
        `${pathname}${search}`,
        request.headers.get("if-match"),
        given ?? null,
      ];
      const fingerprint = requestFingerprint(JSON.stringify(identity), config().appSecret);
      const idempotencyKey = { ownerId: actor.userId ?? 0, key, fingerprint };
      const answerOrRefusal = async (undo: Undo): Promise<StoredAnswer> => {
        try {
          return await answer();
        } catch (error) {
          if (!(error instanceof ExpectedError)) throw error;
          const refusal = problemFor(error);
          // Who is told to come again must not be told so for a day.
          if (refusal.headers.has("retry-after")) throw error;
          await undo();
          return {
            status: refusal.status,
            headers: Object.fromEntries(refusal.headers),
            body: await refusal.text(),
          };
        }
      };
      const { replayed, ...stored } = operation.callsOut
        ? await withIdempotencyKeyOutsideTransaction(idempotencyKey, () => answerOrRefusal(async () => {}))
        : await withIdempotencyKey(idempotencyKey, answerOrRefusal);
      return respond(stored, replayed ? { "idempotency-replayed": "true" } : {});
    } catch (error) {
      return problemFor(error);
    } finally {
      slot?.release();
    }
  };
}

function respond({ status, headers, body }: StoredAnswer, more: Record<string, string> = {}): Response {
  return new Response(body, { status, headers: { ...headers, ...more } });
}

const idempotencyKey = new RegExp(idempotencyKeyPattern);

/** The request's Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), or null. @throws RequestError 400 */
function keyOf(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (key.length > maxIdempotencyKeyLength || !idempotencyKey.test(key)) {
    throw new RequestError(
      400,
      `The Idempotency-Key must be 1 to ${maxIdempotencyKeyLength} visible ASCII characters.`,
    );
  }
  return key;
}

/** @throws InvalidError when a parameter is given twice: which one counts would be a guess */
function queryOf(searchParams: URLSearchParams): Record<string, string> {
  const query = new Map<string, string>();
  const twice = new Set<string>();
  for (const [name, value] of searchParams) {
    if (query.has(name)) twice.add(name);
    query.set(name, value);
  }
  if (twice.size > 0) {
    throw new InvalidError([...twice].map((path) => ({ path, message: "is given more than once" })));
  }
  return Object.fromEntries(query);
}

async function authenticate(request: Request): Promise<Actor> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const address = clientAddress(request.headers);
  const actor = token ? await actorOfToken(token, address) : null;
  if (actor) return actor;
  const detail = token
    ? "The token is unknown, expired or revoked."
    : "Send a token: Authorization: Bearer cbt_…";
  throw new RequestError(401, detail, { "www-authenticate": "Bearer" });
}
