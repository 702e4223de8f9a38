import type { IncomingMessage } from "node:http";
import net from "node:net";

const maxLingerMs = 2_000;
const maxLingerBytes = 16 * 1024 * 1024;
const checkMs = 100;

/**
 * Lets an answer arrive that is given before the whole body has come: the rest is read and dropped, up to 16 MiB and two
 * seconds, before the connection is closed. Closed at once, it would be reset, and the client could lose the answer (RFC 9112,
 * 9.6). On a connection that stays open Node reads the rest itself.
 */
export function lingerAfter(request: IncomingMessage): void {
  const { socket } = request;
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
  const until = performance.now() + maxLingerMs;
  const timer = setInterval(() => {
    if (performance.now() > until || socket.bytesRead > maxBytesRead) socket.destroy();
  }, checkMs).unref();
  socket.once("close", () => clearInterval(timer));
  request.once("end", () => {
    clearInterval(timer);
    whenRead();
  });
  request.unpipe();
  request.removeAllListeners("data");
  request.removeAllListeners("readable");
  request.resume();
}
