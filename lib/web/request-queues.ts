import { AsyncResource } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isReadMethod } from "./read-method";
import { refuse } from "./refusal";
import { createRequestQueue, type RequestQueue } from "./request-queue";

/** Rendering a page takes some ten milliseconds of the one event loop, and what waits for the database may go on all at once. */
export const pageQueue = createRequestQueue({ maxAtOnce: 8, maxWaiting: 500 });
/** Pages for browsers that nobody has signed in with: a crowd of those keeps only itself waiting. */
export const anonymousPageQueue = createRequestQueue({ maxAtOnce: 8, maxWaiting: 500 });
/** Posts from browsers that somebody has signed in with. */
export const postQueue = createRequestQueue({ maxAtOnce: 32, maxWaiting: 500 });
/**
 * All others', who wait behind one another alone, and not for long: a crowd of sign-ins is refused, and does not grow a queue.
 * As many at once as find a place to have their password checked, and more (`lib/auth/password.ts`).
 */
export const anonymousPostQueue = createRequestQueue({ maxAtOnce: 32, maxWaiting: 32 });
/** Large bodies come in a few at a time; until then nothing of them is read. */
export const uploadQueue = createRequestQueue({ maxAtOnce: 4, maxWaiting: 50 });
/** A body of up to 1 MiB takes a tenth of a second. */
export const largePostQueue = createRequestQueue({ maxAtOnce: 1, maxWaiting: 50 });
/** Operations wait for the database, or for a receiver: many may be under way. Those that begin together share statements. */
const apiQueue = createRequestQueue({ maxAtOnce: 500, maxWaiting: 500, maxPerRound: 8 });
/** Lists of the API are made like pages, once the database has answered. */
const apiReadQueue = createRequestQueue({ maxAtOnce: 8, maxWaiting: 500 });
/**
 * Answers that go on for long, such as live rows and exports, keep their slot for as long as they do, and none of the others'.
 * They wait for most of their life: this bounds what they hold, and nobody waits for a place.
 */
export const streamQueue = createRequestQueue({ maxAtOnce: 400, maxWaiting: 0 });
const streamPath = /^\/administration\/developer\/deliveries\/(?:live|export)(?:\?|$)/;
export const isStream = (url: string) => streamPath.test(url);

/** A reader that does not read its page gives its slot up all the same. */
const maxHeldMs = 10_000;
/** A page goes on being made when its client has left, and says nothing when it is: longer than that takes. */
const abandonedMs = 1_000;
/** The same for an answer of the API. */
const abandonedReadMs = 250;

/**
 * Does the work when a slot is free, which is held to the end of the answer, so that a crowd keeps nothing else waiting
 * (docs/decisions/0039).
 * When too many wait already, the request is refused with 503. Work for a client that is gone is not begun; a client that leaves
 * while it is done keeps the slot for a while.
 * @param limits `keptMs`: how long; 0 where nothing goes on without the client. `maxMs`: how long a slot is held at most
 */
export function enqueueRequest(
  queue: RequestQueue,
  request: IncomingMessage,
  response: ServerResponse,
  work: () => void,
  { keptMs = abandonedMs, maxMs = maxHeldMs }: { keptMs?: number; maxMs?: number } = {},
): void {
  if (response.destroyed) return;
  if (!response.socket) {
    // Pipelined behind another: until that is answered it takes no slot, and never where the connection ends before.
    const again = () => enqueueRequest(queue, request, response, work, { keptMs, maxMs });
    response.once("socket", AsyncResource.bind(again));
    return;
  }
  const leave = queue.enqueue((done) => {
    response.off("close", left);
    if (response.destroyed) return done();
    const timer = maxMs === Number.POSITIVE_INFINITY ? undefined : setTimeout(done, maxMs).unref();
    response.once("close", () => {
      if (!response.writableEnded) return setTimeout(done, keptMs).unref();
      clearTimeout(timer);
      done();
    });
    work();
  });
  const left = () => leave?.();
  if (leave) response.once("close", left);
  else refuseForNow(request, response);
}

/** Does the work of a request of the API when there is a slot for its kind. */
export function enqueueApi(request: IncomingMessage, response: ServerResponse, work: () => void): void {
  const { method, url = "" } = request;
  if (url.startsWith("/api/health/") || !isReadMethod(method)) {
    enqueueRequest(apiQueue, request, response, work, { keptMs: 0 });
  } else enqueueRequest(apiReadQueue, request, response, work, { keptMs: abandonedReadMs });
}

export function refuseForNow(request: IncomingMessage, response: ServerResponse): void {
  refuse(request, response, {
    status: 503,
    title: "Unavailable",
    detail: "Too much is asked for just now. Try again in a few seconds.",
    headers: { "retry-after": "5" },
  });
}
