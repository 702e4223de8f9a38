import { ExpectedError, type InputError, InvalidError } from "@/lib/errors";
import { TextResponse } from "./text-response";
import { isDatabaseAway, unexpected } from "./unexpected";

const titles: Record<number, string> = {
  400: "Malformed request",
  401: "Not authenticated",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  408: "Request timeout",
  409: "Conflict",
  412: "Precondition failed",
  413: "Too large",
  415: "Unsupported media type",
  422: "Invalid input",
  428: "Precondition required",
  429: "Too many requests",
  500: "Internal error",
  503: "Unavailable",
};

/** A request that cannot be understood: what to answer instead of serving it. */
export class RequestError extends ExpectedError {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** An RFC 9457 problem document. */
export function problem(
  status: number,
  detail: string,
  errors?: InputError[],
  headers: Record<string, string> = {},
): Response {
  const body = {
    type: "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail,
    ...(errors ? { errors } : {}),
  };
  return new TextResponse(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}

/** The answer to whatever was thrown; what is unexpected leaves only its reference. */
export function problemOf(error: unknown, context: Record<string, unknown>): Response {
  if (error instanceof RequestError) return problem(error.status, error.message, undefined, error.headers);
  if (error instanceof InvalidError) return problem(error.status, error.message, error.errors);
  if (error instanceof ExpectedError) {
    const seconds = "retryAfterSeconds" in error ? error.retryAfterSeconds : error.status === 429 ? 1 : null;
    const headers = seconds === null ? undefined : { "retry-after": String(seconds) };
    return problem(error.status, error.message, undefined, headers);
  }
  return problem(isDatabaseAway(error) ? 503 : 500, unexpected(error, context));
}
