import type { IncomingMessage, ServerResponse } from "node:http";
import type { AnswerApi } from "./api-listener";
import { pageMethods } from "./page-methods";
import { isReadMethod } from "./read-method";
import { type Refusal, refuse, send } from "./refusal";

const known = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * Answers what Next need not or cannot answer well (docs/decisions/0029): whether the process lives, also while a crowd of
 * requests waits for Next; a method that Next would answer with a bare 500.
 * @param answerApi what says which methods an address of the API answers
 * @returns whether it was answered
 */
export function answerFirst(
  request: IncomingMessage,
  response: ServerResponse,
  answerApi: AnswerApi,
): boolean {
  const { method = "", url = "" } = request;
  const [path = ""] = url.split("?");
  if (path === "/api/health/live" && isReadMethod(method)) {
    send(response, 200, "application/json", JSON.stringify({ status: "ok" }));
    return true;
  }
  if (!known.has(method) && answerApi(request, response)) return true;
  const refusal = refusalOf(request);
  if (refusal) refuse(request, response, refusal);
  return refusal !== null;
}

function refusalOf(request: IncomingMessage): Refusal | null {
  const { method = "", url = "" } = request;
  if (!known.has(method)) {
    return {
      status: 405,
      title: "Method not allowed",
      detail: `${method} is not answered here.`,
      headers: { allow: url.startsWith("/api/") ? [...known].join(", ") : pageMethods },
    };
  }
  if (!isAddress(url))
    return malformed(
      "The address is malformed: its percent signs do not spell text in UTF-8, or it is none.",
    );
  if (isReadMethod(method) && hasBody(request) && !url.startsWith("/api/")) {
    return malformed("A page is asked for without a body.");
  }
  if (hostsIn(request) > 1) return malformed("The request names two hosts.");
  return null;
}

/** Next would hold it, all of it, for a page that has no use for it. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

const malformed = (detail: string): Refusal => ({ status: 400, title: "Malformed request", detail });

/** Next fails on what is no path, or spells no text. */
function isAddress(url: string): boolean {
  if (!url.startsWith("/")) return false;
  try {
    return decodeURIComponent(new URL(url, "http://localhost").pathname) !== "";
  } catch {
    return false;
  }
}

/** Node keeps the first; a proxy on the way here may have judged by the other (RFC 9112, 3.2). */
function hostsIn({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length;
}
