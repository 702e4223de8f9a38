import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { type Answer, respond } from "./answers";
import { listenHere } from "./ports";

/** One request as the bytes said: what a callback receiver got. */
export type Received = {
  line: string;
  path: string;
  headers: [name: string, value: string][];
  raw: string;
  at: number;
};

export type Receiver = {
  /** `http://127.0.0.1:<port>`, or `https://localhost:<port>` */
  url: string;
  received: Received[];
  /** Decides the answer, also later; the default is 200 at once. */
  answer: (decide: (request: Received) => Answer | Promise<Answer>) => void;
  /** Resolves when `condition` holds for what was received; checked on each arrival. Rejects after `withinMs`. */
  until: (condition: (received: Received[]) => boolean, withinMs?: number) => Promise<Received[]>;
  close: () => Promise<void>;
};

type ReceiverOptions = {
  /** Speaks TLS with this key and certificate (PEM). */
  secure?: { key: string; cert: string };
  /** Sees every request before it is answered; what it returns is told the status written, or that the socket closed without. */
  watch?: (request: Received) => { answered: (status: number) => void; closed: () => void };
  /** False keeps no request in memory; `received` and `until` are then of no use. */
  keep?: boolean;
};

/** Who speaks TLS to a plain port begins so, and is answered as HTTP servers do. */
const tlsHandshake = "\u0016\u0003";

/** A raw HTTP/1.1 receiver on a free loopback port that keeps every request byte for byte. */
export async function startReceiver({ secure, watch, keep = true }: ReceiverOptions = {}): Promise<Receiver> {
  const received: Received[] = [];
  const sockets = new Set<net.Socket>();
  const waiting = new Set<() => void>();
  let decide: (request: Received) => Answer | Promise<Answer> = () => ({});

  const serve = (socket: net.Socket) => {
    sockets.add(socket);
    const unanswered = new Set<() => void>();
    socket.on("close", () => {
      sockets.delete(socket);
      for (const closed of unanswered) closed();
    });
    socket.on("error", () => {});
    let buffered = "";
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      if (buffered.startsWith(tlsHandshake)) return socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      for (let end = buffered.indexOf("\r\n\r\n"); end !== -1; end = buffered.indexOf("\r\n\r\n")) {
        const request = parse(buffered.slice(0, end));
        buffered = buffered.slice(end + 4);
        if (keep) received.push(request);
        const watched = watch?.(request);
        if (watched) unanswered.add(watched.closed);
        const answered = (status: number) => {
          if (watched) unanswered.delete(watched.closed);
          watched?.answered(status);
        };
        const answer = decide(request);
        if (answer instanceof Promise) void answer.then((later) => respond(socket, later, answered));
        else respond(socket, answer, answered);
        for (const check of waiting) check();
      }
    });
  };
  const server = secure ? tls.createServer(secure, serve) : net.createServer({ noDelay: true }, serve);
  server.on("tlsClientError", () => {});
  const port = await listenHere(server, 1_024);

  return {
    url: secure ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    received,
    answer: (next) => {
      decide = next;
    },
    until: (condition, withinMs = 60_000) =>
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

/** How often each event arrived more than once, added up. */
export function repeatsIn(received: { headers: [string, string][]; path: string }[]): number {
  const seen = new Set<string>();
  let repeats = 0;
  for (const { headers, path } of received) {
    const id = `${headers.find(([name]) => name === "webhook-id")?.[1]} ${path}`;
    if (seen.has(id)) repeats += 1;
    seen.add(id);
  }
  return repeats;
}
