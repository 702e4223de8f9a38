import type net from "node:net";

/**
 * What a receiver does with a request. `hang` never answers, `reset` tears the connection, `close` ends it without an
 * answer. `raw` is written as it is and the connection ended; `drip` is written again and again until the caller leaves.
 */
export type Answer =
  | { status?: number; headers?: Record<string, string>; body?: string; delayMs?: number }
  | { raw: string; drip?: string; everyMs?: number }
  | "hang"
  | "reset"
  | "close";

/** Does to the socket what the answer says; `said` is told the status once a whole status line has been written. */
export function respond(socket: net.Socket, answer: Answer, said: (status: number) => void = () => {}): void {
  if (answer === "hang") return;
  if (answer === "reset") {
    socket.resetAndDestroy();
    return;
  }
  if (answer === "close") {
    socket.end();
    return;
  }
  if ("raw" in answer) {
    writeRaw(socket, answer, said);
    return;
  }
  const { status = 200, headers = {}, body = "ok", delayMs = 0 } = answer;
  const head = Object.entries({ "content-length": String(Buffer.byteLength(body)), ...headers });
  const text = `HTTP/1.1 ${status} Answer\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
  const write = () => {
    if (!socket.writable) return;
    said(status);
    socket.write(text);
  };
  if (delayMs === 0) write();
  else setTimeout(write, delayMs);
}

function writeRaw(
  socket: net.Socket,
  { raw, drip, everyMs = 10 }: { raw: string; drip?: string; everyMs?: number },
  said: (status: number) => void,
): void {
  const status = /^HTTP\/1\.1 ([2-5]\d\d) [\s\S]*?\r\n\r\n/.exec(raw)?.[1];
  if (status) said(Number(status));
  if (drip === undefined) {
    socket.end(raw, "latin1");
    return;
  }
  if (raw) socket.write(raw, "latin1");
  const timer = setInterval(() => {
    // What the caller does not take must not pile up here.
    if (!socket.writableNeedDrain) socket.write(drip, "latin1");
  }, everyMs);
  socket.on("close", () => clearInterval(timer));
}
