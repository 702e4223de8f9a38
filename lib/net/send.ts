import type { Agent, Dispatcher } from "undici";
import type { CallRecord } from "@/lib/callback/call-record";
import { maskValues } from "@/lib/callback/mask-values";
import type { RequestHeader } from "@/lib/callback/request-headers";
import { splitRequestUrl } from "@/lib/callback/request-url";
import { addChunk, type BodyExcerpt, textOf } from "./body-excerpt";
import { failureOf, isTorn, type Reached, timeoutOf } from "./call-failure";
import { answerOf, type Ending, type Headers, withoutNul } from "./call-outcome";
import { connectPhaseOf } from "./connect-phase";
import { rest } from "./connection";
import { idleLimitOf, shortenIdleLimit } from "./idle-limit";
import { isParserFault } from "./protocol-reason";
import { readResponseHead } from "./response-head";
import { noteNextRequest, type SentRequest } from "./sent-request";

export type CallbackRequest = {
  agent: Agent;
  /** As `composeCallbackUrl` made it: its path and query go out byte for byte. */
  url: string;
  headers: readonly RequestHeader[];
  /** Those of them whose values are on no record. */
  secretHeaders?: readonly RequestHeader[];
  /** Posted; without one the call is a GET. */
  body?: string;
  /** For DNS, connecting, TLS and the response's headers together. */
  timeoutMs?: number;
};

const bodyLimitMs = 1_000;
/** Idle connections that one call may find torn while it waits to be written to one. */
const tornLimit = 64;

/**
 * Makes one call and tells how it went; never throws, never follows a redirect, never sends twice: where an idle
 * connection turns out to be torn before the request was written, another takes its place, but what was written is not
 * repeated. A 2xx status line is success whatever the body does: of it at most 16 KiB are read, for at most a second.
 */
export function sendCallback({
  agent,
  url,
  headers,
  secretHeaders = [],
  body: posted,
  timeoutMs = 10_000,
}: CallbackRequest): Promise<CallRecord> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const sent: SentRequest = { request: null, connection: undefined, timings: null };
    let sentAt: number | null = null;
    let controller: Dispatcher.DispatchController | null = null;
    let over = false;
    let answer: { statusCode: number; headers: Headers; at: number } | null = null;
    const body: BodyExcerpt = { bytes: null, length: 0 };
    let origin = "";
    let bodyTimer: NodeJS.Timeout | undefined;
    let torn = 0;
    const limit = setTimeout(() => {
      if (answer) finishWithAnswer(true);
      else finish(timeoutOf(timeoutMs, url, reached(), connectPhaseOf(origin)), true);
    }, timeoutMs);

    function finish(how: Ending, cutOff: boolean): void {
      if (over) return;
      over = true;
      clearTimeout(limit);
      clearTimeout(bodyTimer);
      const { timings } = sent;
      const record: CallRecord = {
        outcome: how.outcome,
        statusCode: how.statusCode ?? null,
        request: sent.request,
        requestParts: null,
        responseHeaders: how.responseHeaders ?? null,
        responseBody: how.responseBody ?? null,
        dnsMs: timings ? timings.dnsMs : null,
        connectMs: timings ? timings.connectMs : null,
        tlsMs: timings ? timings.tlsMs : null,
        firstByteMs: answer && sentAt !== null ? answer.at - sentAt : null,
        totalMs: (answer ? answer.at : performance.now()) - startedAt,
        retryAfterMs: how.retryAfterMs ?? null,
        cause: how.cause,
      };
      resolve(secretHeaders.length === 0 ? record : maskValues(record, secretHeaders));
      if (cutOff) controller?.abort(new Error("The call is over."));
    }

    function finishWithAnswer(cutOff: boolean): void {
      if (answer && !over)
        finish(answerOf(answer.statusCode, answer.headers, withoutNul(textOf(body))), cutOff);
    }

    /** The parser is stricter than HTTP: a head that is odd and yet clear is the answer, without its body. */
    function finishWithError(error: Error): void {
      const { head } = reached();
      if (head?.complete && head.odd !== null && isParserFault(error)) {
        answer = { statusCode: head.statusCode, headers: head.headers, at: performance.now() };
        const how = answerOf(head.statusCode, head.headers, "");
        const answered = how.cause.replace(/\.$/, "");
        finish({ ...how, cause: `${answered}; its body was not read: ${head.odd}.` }, false);
        return;
      }
      const { reused, answerBegun } = reached();
      if (isTorn(error) && reused && !answerBegun && sent.connection)
        shortenIdleLimit(origin, sent.connection.idleMs);
      finish(failureOf(error, url, reached()), false);
    }

    function reached(): Reached {
      const { connection, timings } = sent;
      return {
        sent: sentAt !== null,
        reused: connection !== undefined && timings === null,
        answerBegun: connection?.awaiting === false,
        interimAnswers: connection?.interimAnswers ?? 0,
        head: connection?.head ? readResponseHead(connection.head) : null,
      };
    }

    function limitBody(): void {
      if (!over) bodyTimer = setTimeout(finishWithAnswer, bodyLimitMs, true);
    }

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        // Timed out while its connection was being made: nothing has been written, nothing shall be.
        if (over) return started.abort(new Error("The call is over."));
        sentAt = performance.now();
        noteNextRequest(sent);
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        if (over || statusCode < 200) return;
        answer = { statusCode, headers: responseHeaders, at: performance.now() };
        if (sent.connection) sent.connection.head = null;
        // Most answers are complete with the same read and need no timer for their body.
        queueMicrotask(limitBody);
      },
      onResponseData(_controller, chunk) {
        if (!over && addChunk(body, chunk)) finishWithAnswer(true);
      },
      onResponseEnd() {
        if (sent.connection) rest(sent.connection, idleLimitOf(origin));
        finishWithAnswer(false);
      },
      onResponseError(_controller, error) {
        if (answer) finishWithAnswer(false);
        else if (!over && sentAt === null && isTorn(error) && ++torn < tornLimit) queueMicrotask(start);
        else finishWithError(error);
      },
    };

    function start(): void {
      try {
        const split = splitRequestUrl(url);
        origin = normalOrigin(split.origin);
        const how =
          posted === undefined ? { method: "GET" as const } : { method: "POST" as const, body: posted };
        agent.dispatch({ origin, path: split.target, headers: flattened(headers), ...how }, handler);
      } catch (error) {
        finish(failureOf(error, url, reached()), false);
      }
    }
    start();
  });
}

const origins = new Map<string, string>();

/** The origin as undici's pools are keyed by it: letters lowered, default port dropped. Kept, as few are asked for often. */
function normalOrigin(typed: string): string {
  const known = origins.get(typed);
  if (known !== undefined) return known;
  const { origin } = new URL(typed);
  if (origins.size >= 1_000) origins.clear();
  origins.set(typed, origin);
  return origin;
}

function flattened(headers: readonly RequestHeader[]): string[] {
  const flat: string[] = [];
  for (const [name, value] of headers) flat.push(name, value);
  return flat;
}
