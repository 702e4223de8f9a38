import type { IncomingMessage, ServerResponse } from "node:http";
import answerHeaders from "./answer-headers.json";

const known = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** What Next takes of a server action (`next.config.js`); an operation of the API has a limit of its own. */
const maxPageBody = 1024 * 1024;

/**
 * Answers what Next need not or cannot answer well (docs/decisions/0029): whether the process lives, also while a crowd of
 * requests waits for Next; a method or a body that Next would answer with a bare 500.
 * @returns whether it was answered
 */
export function answerFirst(
  { method = "", url = "", headers }: IncomingMessage,
  response: ServerResponse,
): boolean {
  const [path = ""] = url.split("?");
  if (path === "/api/health/live" && (method === "GET" || method === "HEAD")) {
    send(response, 200, { status: "ok" });
    return true;
  }
  if (!known.has(method)) {
    response.setHeader("allow", [...known].join(", "));
    sendProblem(response, 405, "Method not allowed", `${method} is not answered here.`);
    return true;
  }
  if (!path.startsWith("/api/") && Number(headers["content-length"] ?? 0) > maxPageBody) {
    // The rest of the body is not read.
    response.setHeader("connection", "close");
    sendProblem(response, 413, "Too large", "What was sent is larger than 1 MiB.");
    return true;
  }
  return false;
}

/** An RFC 9457 problem document, with the headers of every answer. */
export function sendProblem(response: ServerResponse, status: number, title: string, detail: string): void {
  send(response, status, { type: "about:blank", title, status, detail });
}

function send(response: ServerResponse, status: number, body: Record<string, unknown>): void {
  const { everywhere, noPage } = answerHeaders;
  for (const [name, value] of Object.entries({ ...everywhere, ...noPage })) response.setHeader(name, value);
  response.setHeader("cache-control", "no-store");
  response.setHeader("content-type", status === 200 ? "application/json" : "application/problem+json");
  response.statusCode = status;
  response.end(JSON.stringify(body));
}
