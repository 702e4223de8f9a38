import { once } from "node:events";
import net from "node:net";

/** One request as the bytes said: what a callback receiver got. */
export type Received = {
  line: string;
  path: string;
  headers: [name: string, value: string][];
  raw: string;
  at: number;
};

/** What the receiver does with a request; `hang` never answers, `reset` tears the connection. */
export type Answer =
  | { status?: number; headers?: Record<string, string>; body?: string; delayMs?: number }
  | "hang"
  | "reset";

export type Receiver = {
  /** `http://127.0.0.1:<port>` */
  url: string;
  received: Received[];
  /** Decides the answer; the default is 200 at once. */
  answer: (decide: (request: Received) => Answer) => void;
  /** Resolves when `condition` holds for what was received; checked on each arrival. Rejects after `withinMs`. */
  until: (condition: (received: Received[]) => boolean, withinMs?: number) => Promise<Received[]>;
  close: () => Promise<void>;
};

/** A raw HTTP/1.1 receiver on a free loopback port that keeps every request byte for byte. */
export async function startReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = [];
  const sockets = new Set<net.Socket>();
  const waiting = new Set<() => void>();
  let decide: (request: Received) => Answer = () => ({});

  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let buffered = "";
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      for (let end = buffered.indexOf("\r\n\r\n"); end !== -1; end = buffered.indexOf("\r\n\r\n")) {
        const request = parse(buffered.slice(0, end));
        buffered = buffered.slice(end + 4);
        received.push(request);
        respond(socket, decide(request));
        for (const check of waiting) check();
      }
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The receiver has no port.");

  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    answer: (next) => {
      decide = next;
    },
    until: (condition, withinMs = 15_000) =>
      new Promise((resolve, reject) => {
        const finish = (act: () => void) => {
          clearTimeout(timer);
          waiting.delete(check);
          act();
        };
        const check = () => {
          if (condition(received)) finish(() => resolve(received));
        };
        const timer = setTimeout(
          () =>
            finish(() =>
              reject(
                new Error(
                  `Not received within ${withinMs} ms; so far: ${received.map((one) => one.line).join(" | ")}`,
                ),
              ),
            ),
          withinMs,
        );
        waiting.add(check);
        check();
      }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function parse(raw: string): Received {
  const [line = "", ...rest] = raw.split("\r\n");
  const headers = rest.map((header): [string, string] => {
    const colon = header.indexOf(":");
    return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()];
  });
  return { line, path: line.split(" ")[1] ?? "", headers, raw, at: performance.now() };
}

function respond(socket: net.Socket, answer: Answer): void {
  if (answer === "hang") return;
  if (answer === "reset") {
    socket.resetAndDestroy();
    return;
  }
  const { status = 200, headers = {}, body = "ok", delayMs = 0 } = answer;
  const head = Object.entries({ "content-length": String(Buffer.byteLength(body)), ...headers });
  const text = `HTTP/1.1 ${status} Answer\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
  if (delayMs === 0) socket.write(text);
  else setTimeout(() => socket.write(text), delayMs);
}
