import type { IncomingMessage, ServerResponse } from "node:http";
import { sendProblem } from "./answer-first";
import { createTurns } from "./turns";

/** Rendering a page takes some ten milliseconds of the one event loop: so many at once are 200 ms to whoever comes next. */
const turns = createTurns({ maxAtOnce: 16, maxWaiting: 500 });
/** A reader that does not read its page gives its turn up all the same. */
const maxTurnMs = 10_000;

/**
 * Hands a request on; one for a page waits for its turn, so that a crowd of them keeps nothing else waiting
 * (docs/decisions/0029). Beyond 500 waiting ones a page is refused with 503.
 * @param handOn hands it to Next
 */
export function inTurn(request: IncomingMessage, response: ServerResponse, handOn: () => boolean): boolean {
  if (!isPage(request)) return handOn();
  if (!response.socket) {
    // Pipelined behind another: until that is answered it takes no turn, and never where the connection ends before.
    response.once("socket", () => inTurn(request, response, handOn));
    return true;
  }
  const taken = turns.take((done) => {
    if (response.destroyed) return done();
    const timer = setTimeout(done, maxTurnMs).unref();
    response.once("close", () => {
      clearTimeout(timer);
      done();
    });
    handOn();
  });
  if (!taken) {
    response.setHeader("retry-after", "5");
    sendProblem(
      response,
      503,
      "Unavailable",
      "Too many pages are asked for just now. Try again in a few seconds.",
    );
  }
  return true;
}

function isPage({ method, url = "" }: IncomingMessage): boolean {
  return (
    (method === "GET" || method === "HEAD") && !url.startsWith("/api/") && !url.startsWith("/_next/static/")
  );
}
