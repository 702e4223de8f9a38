import type { z } from "zod";
import { idempotencyKeyPattern, maxIdempotencyKeyLength } from "@/lib/api/header-patterns";
import type { Answers, Operation } from "@/lib/api/operation";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { ExpectedError, InvalidError } from "@/lib/errors";
import { actorOfToken } from "@/lib/tokens/actor-of-token";
import type { ApiRequest } from "./api-request";
import { clientAddress } from "./client-address";
import { type Undo, withIdempotencyKey, withIdempotencyKeyOutsideTransaction } from "./idempotency";
import type { IdempotencyKey, StoredAnswer } from "./idempotency-record";
import { parseInput } from "./input-errors";
import { type LargeBodySlot, largeBodySlot } from "./large-bodies";
import { problemOf, RequestError } from "./problem";
import { readJson, refuseBody } from "./read-body";
import { Reply } from "./reply";
import { type RequestFingerprint, requestFingerprint } from "./request-fingerprint";
import { TextResponse } from "./text-response";

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
export type Handler = (request: ApiRequest, context: Context) => Promise<Response>;

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
    const { pathname } = new URL(request.url);
    const refusalOf = (error: unknown) => problemOf(error, { method: request.method, path: pathname });
    let slot: LargeBodySlot | undefined;
    try {
      const actor = await authenticate(request);
      slot = largeBodySlot(actor.userId ?? 0);
      if (operation.permission) assertCan(actor, operation.permission);
      const key = request.method === "GET" ? null : keyOf(request);
      const { sent, ...input } = await readInput(operation, request, context, slot);
      const answer = async () =>
        storable(await serve({ actor, ...input, headers: request.headers }), firstStatus);
      if (key === null) return respond(await answer());
      const idempotencyKey = { ownerId: actor.userId ?? 0, key, fingerprint: fingerprintOf(request, sent) };
      return await answerOnce(idempotencyKey, operation, answer, refusalOf);
    } catch (error) {
      return refusalOf(error);
    } finally {
      slot?.release();
    }
  };
}

/**
 * Reads what an operation takes, by its schemas.
 * @returns `sent` as well: the body as it came
 * @throws RequestError, InvalidError
 */
async function readInput<Query extends z.ZodObject | undefined, Body extends z.ZodType | undefined>(
  operation: Operation<Query, Body>,
  request: ApiRequest,
  context: Context,
  slot: LargeBodySlot,
): Promise<Pick<Served<Query, Body>, "params" | "query" | "body"> & { sent: unknown }> {
  const params = Object.fromEntries(
    Object.entries((await context.params) ?? {}).map(([name, value]) => [name, String(value ?? "")]),
  );
  const { searchParams } = new URL(request.url);
  const query = operation.query ? parseInput(operation.query, queryOf(searchParams)) : undefined;
  const { body: schema, bodyLimitKiB = 256 } = operation;
  const { value: sent, input: body } = schema
    ? await readJson(request, { limitBytes: bodyLimitKiB * 1024, slot }, (value, unstorable) =>
        parseInput(schema, value, unstorable),
      )
    : { value: undefined, input: undefined };
  if (!schema && request.method !== "GET") await refuseBody(request);
  return { params, query: query as Output<Query>, body: body as Output<Body>, sent };
}

/** What a service served, as it is sent and stored. */
function storable<Body>(served: Body | Reply<Body>, firstStatus: number): StoredAnswer {
  const { body, status, headers } = served instanceof Reply ? served : new Reply(served, null, {});
  return {
    status: status ?? firstStatus,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}

/** @param sent the body as it came */
function fingerprintOf(request: ApiRequest, sent: unknown): RequestFingerprint {
  const { pathname, search } = new URL(request.url);
  const identity = [request.method, `${pathname}${search}`, request.headers.get("if-match"), sent ?? null];
  return requestFingerprint(JSON.stringify(identity), config().appSecret);
}

/**
 * Answers once for a key: stores the answer, a refusal too, or replays the one that is stored.
 * @throws what `answer` throws and a request that is sent again is not to be told
 */
async function answerOnce(
  key: IdempotencyKey,
  { callsOut }: Pick<Operation, "callsOut">,
  answer: () => Promise<StoredAnswer>,
  refusalOf: (error: unknown) => Response,
): Promise<Response> {
  const answerOrRefusal = async (undo: Undo): Promise<StoredAnswer> => {
    try {
      return await answer();
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      const refusal = refusalOf(error);
      // Who is told to come again must not be told so for a day.
      if (refusal.headers.has("retry-after")) throw error;
      await undo();
      const { status, headers } = refusal;
      return { status, headers: Object.fromEntries(headers), body: await refusal.text() };
    }
  };
  const { replayed, ...stored } = callsOut
    ? await withIdempotencyKeyOutsideTransaction(key, () => answerOrRefusal(async () => {}))
    : await withIdempotencyKey(key, answerOrRefusal);
  return respond(stored, replayed ? { "idempotency-replayed": "true" } : {});
}

function respond({ status, headers, body }: StoredAnswer, more: Record<string, string> = {}): Response {
  return new TextResponse(body, { status, headers: { ...headers, ...more } });
}

const keyForm = new RegExp(idempotencyKeyPattern);

/** The request's Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), or null. @throws RequestError 400 */
function keyOf(request: ApiRequest): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (key.length > maxIdempotencyKeyLength || !keyForm.test(key)) {
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

async function authenticate(request: ApiRequest): Promise<Actor> {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const address = clientAddress(request.headers);
  const actor = token ? await actorOfToken(token, address) : null;
  if (actor) return actor;
  const detail = token
    ? "The token is unknown, expired or revoked."
    : "Send a token: Authorization: Bearer cbt_…";
  throw new RequestError(401, detail, { "www-authenticate": "Bearer" });
}
