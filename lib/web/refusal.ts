import type { IncomingMessage, ServerResponse } from "node:http";
import answerHeaders from "./answer-headers.json";

/** What is answered to a request that Next does not see. */
export type Refusal = {
  status: number;
  title: string;
  /** A sentence for people: what is wrong, and what to do. */
  detail: string;
  headers?: Record<string, string>;
};

/**
 * Answers with an RFC 9457 problem document or, where a form in a browser or a page's script shows the answer, with the
 * sentence alone.
 */
export function refuse(
  { headers: asked }: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
): void {
  const { status, title, detail, headers = {} } = refusal;
  const isShownAsText = asked["next-action"] !== undefined || /\btext\/html\b/.test(asked.accept ?? "");
  send(
    response,
    status,
    // Next's script in the browser shows the text of exactly this type.
    isShownAsText ? "text/plain" : "application/problem+json",
    isShownAsText ? detail : JSON.stringify({ type: "about:blank", title, status, detail }),
    headers,
  );
}

/** An answer with the headers of every answer that is no page. */
export function send(
  response: ServerResponse,
  status: number,
  contentType: string,
  body: string,
  headers: Record<string, string> = {},
): void {
  const { everywhere, noFile, noPage } = answerHeaders;
  for (const [name, value] of Object.entries({ ...everywhere, ...noFile, ...noPage, ...headers })) {
    response.setHeader(name, value);
  }
  response.setHeader("cache-control", "no-store");
  response.setHeader("content-type", contentType);
  response.statusCode = status;
  response.end(body);
}
