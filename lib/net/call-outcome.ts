import http from "node:http";
import { BlockedError, CallError } from "./call-error";
import type { CallRecord } from "./call-record";
import { parseRetryAfter } from "./retry-after";

type Ending = Pick<CallRecord, "outcome" | "cause"> & Partial<CallRecord>;
type Headers = Record<string, string | string[] | undefined>;

/** What a complete status line and headers mean. The verdict is the status alone (wire format). */
export function answerOf(statusCode: number, headers: Headers, body: Buffer): Ending {
  const kept = {
    statusCode,
    responseHeaders: Object.entries(headers)
      .flatMap(([name, value]) => [value ?? ""].flat().map((one) => `${name}: ${one}`))
      .join("\n")
      .replaceAll("\0", "\u2400"),
    // PostgreSQL's text cannot hold U+0000: its picture stands for it.
    responseBody: new TextDecoder().decode(body).replaceAll("\0", "\u2400"),
  };
  const title = `${statusCode} ${http.STATUS_CODES[statusCode] ?? ""}`.trim();
  if (statusCode >= 200 && statusCode < 300)
    return { ...kept, outcome: "delivered", cause: `Answered ${title}.` };
  if (statusCode >= 300 && statusCode < 400) {
    const target = [headers.location ?? []].flat()[0];
    const where = target ? ` to ${target}` : "";
    return {
      ...kept,
      outcome: "redirect",
      cause: `Answered ${title}, a redirect${where}; redirects are not followed.`,
    };
  }
  const retryAfterMs =
    statusCode === 429 || statusCode === 503
      ? parseRetryAfter([headers["retry-after"] ?? []].flat()[0], Date.now())
      : null;
  const wait = retryAfterMs ? `, asking to wait ${Math.ceil(retryAfterMs / 1_000)} s` : "";
  return { ...kept, retryAfterMs, outcome: "http_error", cause: `Answered ${title}${wait}.` };
}

export function timeoutOf(timeoutMs: number, phase: "connect" | "answer"): Ending {
  const seconds = timeoutMs / 1_000;
  const what = phase === "connect" ? "no connection came about" : "connected, but no answer came";
  return { outcome: "timeout", cause: `Timed out: ${what} within ${seconds} seconds.` };
}

/** What an error before the answer means. Unknown ones count as a protocol error and keep their own words. */
export function failureOf(error: unknown, url: string): Ending {
  if (error instanceof BlockedError) return { outcome: "blocked", cause: `Not sent: ${error.message}.` };
  const host = URL.canParse(url) ? new URL(url).host : "the receiver";
  if (error instanceof CallError) return connectionFailure(error, host);
  const { code, message } = codeAndMessage(error);
  if (code === "ECONNRESET" || code === "EPIPE" || code === "UND_ERR_SOCKET") {
    return { outcome: "connection_reset", cause: `${host} closed the connection before it answered.` };
  }
  if (code === "UND_ERR_HEADERS_OVERFLOW")
    return { outcome: "protocol_error", cause: "The response's headers are larger than 32 KiB." };
  return { outcome: "protocol_error", cause: `The answer is not valid HTTP (${message}).` };
}

function connectionFailure({ phase, cause }: CallError, host: string): Ending {
  const { code, message } = codeAndMessage(cause);
  const timedOut =
    code === "ETIMEDOUT" ||
    message === "connect timed out" ||
    (cause instanceof Error && cause.name === "TimeoutError");
  switch (phase) {
    case "dns":
      return {
        outcome: "dns_error",
        cause:
          code === "ENOTFOUND" || code === "ENODATA"
            ? `The name ${host} does not exist.`
            : `The name ${host} could not be resolved (${code || message}).`,
      };
    case "connect":
      if (timedOut) return { outcome: "timeout", cause: `Timed out: ${host} did not take the connection.` };
      if (code === "ECONNREFUSED")
        return {
          outcome: "connection_refused",
          cause: `${host} refused the connection: nothing listens there.`,
        };
      if (code === "ECONNRESET")
        return { outcome: "connection_reset", cause: `${host} closed the connection at once.` };
      return { outcome: "connection_refused", cause: `${host} could not be reached (${code || message}).` };
    case "tls":
      if (timedOut)
        return { outcome: "timeout", cause: `Timed out: ${host} did not finish the TLS handshake.` };
      return {
        outcome: "tls_error",
        cause: `No secure connection to ${host}: ${tlsReasons[code] ?? message}.`,
      };
    default:
      return phase satisfies never;
  }
}

const tlsReasons: Record<string, string> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate chain ends in a self-signed certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate's issuer is not trusted, or an intermediate certificate is missing",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate's issuer is not trusted",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS on this port",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS on this port",
  ECONNRESET: "it closed the connection during the TLS handshake",
};

function codeAndMessage(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  return { code: (error as NodeJS.ErrnoException).code ?? "", message: error.message };
}
