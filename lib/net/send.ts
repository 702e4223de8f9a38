import type { Agent, Dispatcher } from "undici";
import type { CallRecord } from "@/lib/callback/call-record";
import { linesOf, type RequestParts } from "@/lib/callback/compose-request";
import { maskValues } from "@/lib/callback/mask-values";
import type { RequestHeader } from "@/lib/callback/request-headers";
import { splitRequestUrl } from "@/lib/callback/request-url";
import { memo } from "@/lib/memo";
import { addChunk, type BodyExcerpt, excerptText } from "./body-excerpt";
import { failureOf, isTorn, type Reached, timeoutOf } from "./call-failure";
import { type Ending, endingOf, type Headers, withoutNul } from "./call-outcome";
import { connectPhaseOf } from "./connect-phase";
import { markIdle } from "./connection";
import { idleLimitOf, shortenIdleLimit } from "./idle-limit";
import { isParserFault } from "./protocol-reason";
import { readResponseHead } from "./response-head";
import { noteNextRequest, type SentRequest } from "./sent-request";

type SendOptions = {
  agent: Agent;
  /** As `composeCallbackUrl` made it: its path and query go out byte for byte. */
  url: string;
  headers: readonly RequestHeader[];
  /** Those of them whose values are on no record. */
  secretHeaders?: readonly RequestHeader[];
  /** Where this very head is written, the record keeps its parts in its place (docs/decisions/0052). */
  composed?: { head: string; parts: RequestParts };
  /** Posted; without one the call is a GET. */
  body?: string;
  /** For DNS, connecting, TLS and the response's headers together. */
  timeoutMs?: number;
};

const maxBodyMs = 1_000;
/** Idle connections that one call may find torn while it waits to be written to one. */
const maxTorn = 64;

/**
 * Makes one call and tells how it went; never throws, never follows a redirect, never sends twice: where an idle
 * connection turns out to be torn before the request was written, another takes its place, but what was written is not
 * repeated. A 2xx status line is success whatever the body does: of it at most 16 KiB are read, for at most a second.
 */
export function sendCallback(request: SendOptions): Promise<CallRecord> {
  return new Promise((resolve) => new Exchange(request, resolve).start());
}

/**
 * One request and what becomes of it, told by the HTTP client. A class, since thousands of them a second would each make these
 * functions anew.
 */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly startedAtMs = performance.now();
  private readonly sent: SentRequest = { head: null, connection: undefined, timings: null };
  private sentAtMs: number | null = null;
  private controller: Dispatcher.DispatchController | null = null;
  private over = false;
  private answer: { statusCode: number; headers: Headers; atMs: number } | null = null;
  private readonly body: BodyExcerpt = { bytes: null, length: 0 };
  private origin = "";
  private readonly timer: NodeJS.Timeout;
  private bodyTimer: NodeJS.Timeout | undefined;
  private torn = 0;

  constructor(
    private readonly request: SendOptions,
    private readonly resolve: (record: CallRecord) => void,
  ) {
    const { timeoutMs = 10_000 } = request;
    this.timer = setTimeout(() => this.timeOut(timeoutMs), timeoutMs);
  }

  start(): void {
    const { agent, url, headers, body } = this.request;
    try {
      const split = splitRequestUrl(url);
      this.origin = normalOrigin(split.origin);
      const how = body === undefined ? { method: "GET" as const } : { method: "POST" as const, body };
      agent.dispatch({ origin: this.origin, path: split.target, headers: flattened(headers), ...how }, this);
    } catch (error) {
      this.finish(failureOf(error, url, this.reached()), false);
    }
  }

  private timeOut(timeoutMs: number): void {
    if (this.answer) this.finishWithAnswer(true);
    else {
      const how = timeoutOf(timeoutMs, this.request.url, this.reached(), connectPhaseOf(this.origin));
      this.finish(how, true);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Timed out while its connection was being made: nothing has been written, nothing shall be.
    if (this.over) {
      controller.abort(new Error("The call is over."));
      return;
    }
    this.sentAtMs = performance.now();
    noteNextRequest(this.sent);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: Headers): void {
    if (this.over || statusCode < 200) return;
    this.answer = { statusCode, headers, atMs: performance.now() };
    if (this.sent.connection) this.sent.connection.head = null;
    // Most answers are complete with the same read and need no timer for their body.
    queueMicrotask(() => this.limitBody());
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.over && addChunk(this.body, chunk)) this.finishWithAnswer(true);
  }

  onResponseEnd(): void {
    if (this.sent.connection) markIdle(this.sent.connection, idleLimitOf(this.origin));
    this.finishWithAnswer(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.answer) this.finishWithAnswer(false);
    else if (!this.over && this.sentAtMs === null && isTorn(error) && ++this.torn < maxTorn)
      queueMicrotask(() => this.start());
    else this.finishWithError(error);
  }

  private limitBody(): void {
    if (!this.over) this.bodyTimer = setTimeout(() => this.finishWithAnswer(true), maxBodyMs);
  }

  private finishWithAnswer(cutOff: boolean): void {
    const { answer } = this;
    if (!answer || this.over) return;
    this.finish(endingOf(answer.statusCode, answer.headers, withoutNul(excerptText(this.body))), cutOff);
  }

  /** The parser is stricter than HTTP: a head that is odd and yet clear is the answer, without its body. */
  private finishWithError(error: Error): void {
    const reached = this.reached();
    const { head, reused, answerBegun } = reached;
    if (head?.complete && head.odd !== null && isParserFault(error)) {
      this.answer = { statusCode: head.statusCode, headers: head.headers, atMs: performance.now() };
      const how = endingOf(head.statusCode, head.headers, "");
      const answered = how.cause.replace(/\.$/, "");
      this.finish({ ...how, cause: `${answered}; its body was not read: ${head.odd}.` }, false);
      return;
    }
    const { connection } = this.sent;
    if (isTorn(error) && reused && !answerBegun && connection)
      shortenIdleLimit(this.origin, connection.idleMs);
    this.finish(failureOf(error, this.request.url, reached), false);
  }

  private reached(): Reached {
    const { connection, timings } = this.sent;
    return {
      sent: this.sentAtMs !== null,
      reused: connection !== undefined && timings === null,
      answerBegun: connection?.awaiting === false,
      interimAnswers: connection?.interimAnswers ?? 0,
      head: connection?.head ? readResponseHead(connection.head) : null,
    };
  }

  private finish(how: Ending, cutOff: boolean): void {
    if (this.over) return;
    this.over = true;
    clearTimeout(this.timer);
    clearTimeout(this.bodyTimer);
    const { secretHeaders = [], composed } = this.request;
    const { answer, sentAtMs } = this;
    const { head, timings } = this.sent;
    const isAsComposed = composed !== undefined && head === composed.head;
    const record: CallRecord = {
      outcome: how.outcome,
      statusCode: how.statusCode ?? null,
      request: head === null || isAsComposed ? null : linesOf(head),
      requestParts: isAsComposed ? composed.parts : null,
      responseHeaders: how.responseHeaders ?? null,
      responseBody: how.responseBody ?? null,
      dnsMs: timings ? timings.dnsMs : null,
      connectMs: timings ? timings.connectMs : null,
      tlsMs: timings ? timings.tlsMs : null,
      firstByteMs: answer && sentAtMs !== null ? answer.atMs - sentAtMs : null,
      totalMs: (answer ? answer.atMs : performance.now()) - this.startedAtMs,
      retryAfterMs: how.retryAfterMs ?? null,
      cause: how.cause,
    };
    this.resolve(secretHeaders.length === 0 ? record : maskValues(record, secretHeaders));
    if (cutOff) this.controller?.abort(new Error("The call is over."));
  }
}

/** The origin as undici's pools are keyed by it: letters lowered, default port dropped. */
const normalOrigin = memo((typed: string) => new URL(typed).origin);

function flattened(headers: readonly RequestHeader[]): string[] {
  const flat: string[] = [];
  for (const [name, value] of headers) flat.push(name, value);
  return flat;
}
