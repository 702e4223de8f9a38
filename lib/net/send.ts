import diagnostics from "node:diagnostics_channel";
import type { Socket } from "node:net";
import type { Agent, Dispatcher } from "undici";
import { splitRequestUrl } from "@/lib/callback/request-url";
import { answerOf, failureOf, timeoutOf } from "./call-outcome";
import type { CallRecord } from "./call-record";
import { takeTimings } from "./connect";

export type CallbackRequest = {
  agent: Agent;
  /** As `composeCallbackUrl` made it: its path and query go out byte for byte. */
  url: string;
  headers: [name: string, value: string][];
  /** For DNS, connecting, TLS and the response's headers together. */
  timeoutMs?: number;
};

const bodyLimitBytes = 16 * 1024;
const bodyLimitMs = 1_000;

/** What is known of a call while it runs. */
type Progress = {
  startedAt: number;
  sentAt: number | null;
  request: string | null;
  socket: Socket | null;
};

/** undici says which bytes it is writing to which socket right after it told the handler that the request starts. */
let starting: Progress | null = null;
diagnostics.subscribe("undici:client:sendHeaders", (message) => {
  if (!starting) return;
  const { headers, socket } = message as { headers: string; socket: Socket };
  starting.request = headers.trimEnd().replaceAll("\r\n", "\n");
  starting.socket = socket;
  starting = null;
});

/**
 * Makes one GET and tells how it went; never throws, never follows a redirect, never sends twice. A 2xx status line is
 * success whatever the body does: of the body at most 16 KiB are read, for at most a second.
 */
export function sendCallback({
  agent,
  url,
  headers,
  timeoutMs = 10_000,
}: CallbackRequest): Promise<CallRecord> {
  return new Promise((resolve) => {
    const progress: Progress = { startedAt: performance.now(), sentAt: null, request: null, socket: null };
    let controller: Dispatcher.DispatchController | null = null;
    let over = false;
    let answer: {
      statusCode: number;
      headers: Record<string, string | string[] | undefined>;
      at: number;
    } | null = null;
    const body: Buffer[] = [];
    let bodyBytes = 0;

    const limit = setTimeout(
      () => finish(timeoutOf(timeoutMs, progress.sentAt === null ? "connect" : "answer"), true),
      timeoutMs,
    );
    let bodyTimer: NodeJS.Timeout | undefined;

    function finish(how: Pick<CallRecord, "outcome" | "cause"> & Partial<CallRecord>, cutOff: boolean): void {
      if (over) return;
      over = true;
      clearTimeout(limit);
      clearTimeout(bodyTimer);
      const timings = progress.socket ? takeTimings(progress.socket) : null;
      resolve({
        statusCode: null,
        request: progress.request,
        responseHeaders: null,
        responseBody: null,
        dnsMs: timings?.dnsMs ?? null,
        connectMs: timings?.connectMs ?? null,
        tlsMs: timings?.tlsMs ?? null,
        firstByteMs: answer && progress.sentAt !== null ? answer.at - progress.sentAt : null,
        totalMs: (answer?.at ?? performance.now()) - progress.startedAt,
        retryAfterMs: null,
        ...how,
      });
      if (cutOff) controller?.abort(new Error("The call is over."));
    }

    function finishWithAnswer(cutOff: boolean): void {
      if (answer)
        finish(
          answerOf(answer.statusCode, answer.headers, Buffer.concat(body).subarray(0, bodyLimitBytes)),
          cutOff,
        );
    }

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started;
        // Timed out while it waited for a connection: nothing has been written, nothing shall be.
        if (over) return started.abort(new Error("The call is over."));
        progress.sentAt = performance.now();
        starting = progress;
      },
      onResponseStart(_controller, statusCode, responseHeaders) {
        if (over || statusCode < 200) return;
        answer = { statusCode, headers: responseHeaders, at: performance.now() };
        clearTimeout(limit);
        const leftMs = timeoutMs - (answer.at - progress.startedAt);
        bodyTimer = setTimeout(() => finishWithAnswer(true), Math.max(0, Math.min(bodyLimitMs, leftMs)));
      },
      onResponseData(_controller, chunk) {
        if (over) return;
        body.push(chunk);
        bodyBytes += chunk.length;
        if (bodyBytes > bodyLimitBytes) finishWithAnswer(true);
      },
      onResponseEnd() {
        finishWithAnswer(false);
      },
      onResponseError(_controller, error) {
        if (answer) finishWithAnswer(false);
        else finish(failureOf(error, url), false);
      },
    };

    try {
      const { origin, target } = splitRequestUrl(url);
      agent.dispatch(
        { origin: new URL(origin).origin, path: target, method: "GET", headers: headers.flat() },
        handler,
      );
    } catch (error) {
      finish(failureOf(error, url), false);
    }
  });
}
