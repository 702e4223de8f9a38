import type { IncomingMessage, ServerResponse } from "node:http";
import net from "node:net";
import { createRequestQueue } from "./request-queue";

export const maxLingerMs = 2_000;
const maxLingerBytes = 16 * 1024 * 1024;
const checkMs = 100;

/** Of a crowd so many are read at once; who finds no slot within the time is closed without. */
const queue = createRequestQueue({ maxAtOnce: 8, maxWaiting: Number.POSITIVE_INFINITY });
/** Of a larger body Node would read the rest itself on a connection that stays open, however many there are: such a one ends. */
const maxKeptBytes = 64 * 1024;

/**
 * Lets an answer arrive that is given before the whole body has come: the rest is read and dropped, up to 16 MiB and two
 * seconds, before the connection is closed. Closed at once, it would be reset, and the client could lose the answer (RFC 9112,
 * 9.6). On a connection that stays open Node reads the rest itself.
 */
export function lingerAfter(request: IncomingMessage, response: ServerResponse): void {
  const { socket, headers } = request;
  if (Number(headers["content-length"] ?? 0) > maxKeptBytes || headers["transfer-encoding"] !== undefined) {
    response.shouldKeepAlive = false;
  }
  const close = () => net.Socket.prototype.destroySoon.call(socket);
  // Node calls this once the last answer of a connection is written.
  socket.destroySoon = () => {
    if (request.complete) return close();
    // The client learns that nothing follows the answer, and is still read.
    socket.end();
    dropRest(request, close);
  };
}

/** Reads and drops what is left of a body; a client that takes too long, or sends too much, is cut off. */
function dropRest(request: IncomingMessage, whenRead: () => void): void {
  const { socket } = request;
  const maxBytesRead = socket.bytesRead + maxLingerBytes;
  const untilMs = performance.now() + maxLingerMs;
  const timer = setInterval(() => {
    if (performance.now() > untilMs || socket.bytesRead > maxBytesRead) socket.destroy();
  }, checkMs).unref();
  socket.once("close", () => clearInterval(timer));
  request.once("end", () => {
    clearInterval(timer);
    whenRead();
  });
  request.unpipe();
  request.removeAllListeners("data");
  request.removeAllListeners("readable");
  request.pause();
  const leave = queue.enqueue((done) => {
    socket.once("close", done);
    request.resume();
  });
  // Closed while it waits, it takes no slot.
  socket.once("close", () => leave?.());
}
