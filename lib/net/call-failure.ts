import { parseUrl } from "@/lib/address/parse-url";
import { BlockedError, CallError } from "./call-error";
import type { Ending } from "./call-outcome";
import type { ConnectPhase } from "./connect-phase";
import { protocolReason } from "./protocol-reason";
import type { ResponseHead } from "./response-head";
import { tlsReason } from "./tls-reason";

/** How far a call came before it ended without an answer. */
export type Reached = {
  /** Its request was written to a connection. */
  sent: boolean;
  /** That connection had served a call before. */
  reused: boolean;
  /** Some of the final answer had come. */
  answerBegun: boolean;
  /** Interim answers (1xx) that had come. */
  interimAnswers: number;
  /** What had come of the final answer's head. */
  head: ResponseHead | null;
};

/** The time was up. @param connecting where the connection stood that the call waited for; null when none was being made */
export function timeoutOf(
  timeoutMs: number,
  url: string,
  reached: Reached,
  connecting: ConnectPhase | null,
): Ending {
  const { host, hostname } = namesIn(url);
  return {
    outcome: "timeout",
    cause: `Timed out: ${waitedFor()} within ${timeoutMs / 1_000} seconds.`,
  };

  function waitedFor(): string {
    if (reached.sent) {
      if (reached.answerBegun) return "the answer began, but its headers did not end";
      if (reached.interimAnswers > 0) return "only interim answers (1xx) came, and no final one";
      return "connected, but no answer came";
    }
    switch (connecting) {
      case "dns":
        return `the name ${hostname} was not resolved`;
      case "connect":
        return `${host} did not take the connection`;
      case "tls":
        return `${host} did not finish the TLS handshake`;
      case null:
        return `no connection to ${host} became free`;
      default:
        return connecting satisfies never;
    }
  }
}

/** Whether the error says that an established connection broke. */
export function isTorn(error: unknown): boolean {
  const { code } = codeAndMessage(error);
  return code === "ECONNRESET" || code === "EPIPE" || code === "UND_ERR_SOCKET";
}

/** What an error before the answer means. Unknown ones count as a protocol error and keep their own words. */
export function failureOf(error: unknown, url: string, reached: Reached): Ending {
  if (error instanceof BlockedError) return { outcome: "blocked", cause: `Not sent: ${error.message}.` };
  if (error instanceof CallError) return connectionFailure(error, url);
  const { host } = namesIn(url);
  const { code, message } = codeAndMessage(error);
  if (code.startsWith("ERR_SSL_"))
    return { outcome: "tls_error", cause: `No secure connection to ${host}: ${tlsReason(error)}.` };
  if (isTorn(error) && message !== "bad upgrade") {
    const did = code === "UND_ERR_SOCKET" ? "closed" : "reset";
    const which = reached.reused ? "the connection, kept open from an earlier call," : "the connection";
    const when = reached.answerBegun ? "in the middle of its headers" : "before it answered";
    return { outcome: "connection_reset", cause: `${host} ${did} ${which} ${when}.` };
  }
  if (!reached.sent)
    return {
      outcome: "protocol_error",
      cause: `The request could not be made: ${message.replace(/\.$/, "")}.`,
    };
  return {
    outcome: "protocol_error",
    cause: `The answer is not valid HTTP: ${protocolReason(error, reached.head)}.`,
  };
}

function connectionFailure({ phase, cause, reason }: CallError, url: string): Ending {
  const { host, hostname } = namesIn(url);
  const { code, message } = codeAndMessage(cause);
  const timedOut = code === "ETIMEDOUT" || (cause instanceof Error && cause.name === "TimeoutError");
  switch (phase) {
    case "dns":
      if (timedOut) return { outcome: "timeout", cause: `Timed out: the name ${hostname} was not resolved.` };
      return { outcome: "dns_error", cause: dnsCause(hostname, code, message) };
    case "connect":
      if (timedOut) return { outcome: "timeout", cause: `Timed out: ${host} did not take the connection.` };
      if (code === "ECONNREFUSED")
        return {
          outcome: "connection_refused",
          cause: `${host} refused the connection: nothing listens there.`,
        };
      if (code === "ECONNRESET")
        return { outcome: "connection_reset", cause: `${host} closed the connection at once.` };
      return {
        outcome: "connection_refused",
        cause: `${host} could not be reached: ${unreachable[code] ?? (code || message)}.`,
      };
    case "tls":
      if (timedOut)
        return { outcome: "timeout", cause: `Timed out: ${host} did not finish the TLS handshake.` };
      return { outcome: "tls_error", cause: `No secure connection to ${host}: ${reason ?? message}.` };
    default:
      return phase satisfies never;
  }
}

const unreachable: Record<string, string> = {
  EHOSTUNREACH: "no machine answers at its address",
  ENETUNREACH: "no route leads to its network",
  EADDRNOTAVAIL: "this machine has no address or port left to call from",
  EMFILE: "this machine has too many connections and files open",
};

function dnsCause(name: string, code: string, message: string): string {
  switch (code) {
    case "ENOTFOUND":
      return `The name ${name} does not exist.`;
    case "ENODATA":
      return `The name ${name} exists, but has no address.`;
    case "ETIMEOUT":
      return `The name ${name} could not be resolved: its DNS server did not answer.`;
    case "EAI_AGAIN":
    case "ECONNREFUSED":
      return `The name ${name} could not be resolved: no DNS server could be reached.`;
    case "ESERVFAIL":
      return `The name ${name} could not be resolved: its DNS server failed (SERVFAIL).`;
    case "EREFUSED":
      return `The name ${name} could not be resolved: its DNS server refuses to answer for it (REFUSED).`;
    case "ENOTIMP":
    case "EFORMERR":
    case "EBADRESP":
      return `The name ${name} could not be resolved: its DNS server did not understand the question, or its answer was none (${code.slice(1)}).`;
    default:
      return `The name ${name} could not be resolved (${code || message}).`;
  }
}

function namesIn(url: string): { host: string; hostname: string } {
  return parseUrl(url) ?? { host: "the receiver", hostname: "of the receiver" };
}

function codeAndMessage(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  return { code: (error as NodeJS.ErrnoException).code ?? "", message: error.message };
}
