import type { IncomingMessage, ServerResponse } from "node:http";
import { refuse, send } from "./refusal";

const known = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * Answers what Next need not or cannot answer well (docs/decisions/0029): whether the process lives, also while a crowd of
 * requests waits for Next; a method that Next would answer with a bare 500.
 * @returns whether it was answered
 */
export function answerFirst(request: IncomingMessage, response: ServerResponse): boolean {
  const { method = "", url = "" } = request;
  const [path = ""] = url.split("?");
  if (path === "/api/health/live" && (method === "GET" || method === "HEAD")) {
    send(response, 200, "application/json", JSON.stringify({ status: "ok" }));
    return true;
  }
  if (!known.has(method)) {
    const headers = { allow: [...known].join(", ") };
    refuse(request, response, {
      status: 405,
      title: "Method not allowed",
      detail: `${method} is not answered here.`,
      headers,
    });
    return true;
  }
  return false;
}
