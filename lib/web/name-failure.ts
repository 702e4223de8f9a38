import type { IncomingMessage, ServerResponse } from "node:http";
import { unexpected } from "./unexpected";

/** The whole of Next's answer where not even the page that tells of a failure could be loaded. */
const nextsOwn = "Internal Server Error";

/**
 * Gives that answer a sentence and a reference, which a line of the log holds as well; Next's own lines tell the cause. It is known by its
 * head: what compresses writes that before the body is here.
 */
export function nameFailure({ url = "" }: IncomingMessage, response: ServerResponse): void {
  const { writeHead, end } = response;
  let sentence: string | undefined;
  response.writeHead = ((...given: unknown[]) => {
    if (isNextsOwn(response)) {
      const cause = new Error("Next could not load a page. Its own lines of this moment tell why.");
      const [path = ""] = url.split("?", 1);
      sentence = unexpected(cause, { path });
      response.setHeader("content-type", "text/plain; charset=utf-8");
      response.setHeader("content-length", Buffer.byteLength(sentence));
      response.setHeader("cache-control", "no-store");
      response.removeHeader("etag");
    }
    return Reflect.apply(writeHead, response, given);
  }) as typeof writeHead;
  response.end = ((...given: unknown[]) => {
    if (!response.headersSent && isNextsOwn(response)) response.writeHead(response.statusCode);
    return Reflect.apply(end, response, sentence === undefined ? given : [sentence]);
  }) as typeof end;
}

const isNextsOwn = (response: ServerResponse) =>
  response.statusCode === 500 &&
  String(response.getHeader("content-type")).startsWith("text/plain") &&
  Number(response.getHeader("content-length")) === nextsOwn.length;
