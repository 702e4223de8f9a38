import net from "node:net";

/**
 * The receiver of all benchmarks, a process of its own: HTTP over raw sockets, so that it is not what is measured. It tells
 * calls apart by their path and the number at the end of their `instanceID`, in the query of a GET and the JSON of a POST: no
 * two events of a run share it. Times are nanoseconds of `process.hrtime`, one clock for all processes of a machine.
 *
 * `/endpoint/…` is answered with 200 at once, `/slow/…` after `slowMs`, `/hang/…` never: those are not counted.
 */
/** Each is answered with a report of what was before. */
export type ReceiverRequest =
  /** Forget all; tell when `tellAt` different calls have come; with `watch`, note when each call came. */
  | { kind: "reset"; tellAt: number; watch: boolean }
  | { kind: "report" }
  /** From now until the next reset, calls do not hang any more: their connections break, those of earlier ones too. */
  | { kind: "release" };

export type ReceiverAnswer =
  | { kind: "listening"; port: number }
  | { kind: "reached" }
  | ({ kind: "report" } & ReceiverReport);

export type ReceiverReport = {
  /** Calls counted, and how many of them had come before. */
  count: number;
  repeats: number;
  firstNs: bigint;
  /** When the call came that made it `tellAt` different ones. */
  lastNs: bigint;
  /** While watching: the first time each call came, by number. */
  arrivals: [number: number, ns: bigint][];
};

const slowMs = 50;
const ok = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok";

let count = 0;
let tellAt = 0;
let firstNs = 0n;
let lastNs = 0n;
let watching = false;
const seen = new Set<string>();
let arrivals: [number, bigint][] = [];
let released = false;
const hanging = new Set<net.Socket>();

/** @param request its first line; of a POST, all of it */
function note(request: string): void {
  const nowNs = process.hrtime.bigint();
  count += 1;
  if (count === 1) firstNs = nowNs;
  const [, path, number] = /^\w+ (\/\w+\/\d+).*?instanceID[^&]*?-(\d+)["&]/s.exec(request) ?? [];
  const call = `${path} ${number}`;
  if (seen.has(call)) return;
  seen.add(call);
  if (watching) arrivals.push([Number(number), nowNs]);
  if (seen.size !== tellAt) return;
  lastNs = nowNs;
  answer({ kind: "reached" });
}

const server = net.createServer({ noDelay: true }, (socket) => {
  let buffered = "";
  socket.on("error", () => {});
  socket.on("close", () => hanging.delete(socket));
  socket.on("data", (chunk) => {
    buffered += chunk.toString("latin1");
    let answers = "";
    let from = 0;
    for (;;) {
      const end = buffered.indexOf("\r\n\r\n", from);
      if (end === -1) break;
      const requestLine = buffered.slice(from, buffered.indexOf("\r\n", from));
      if (requestLine.startsWith("POST ")) {
        const bodyBytes = Number(/\r\ncontent-length: *(\d+)/i.exec(buffered.slice(from, end))?.[1] ?? 0);
        if (buffered.length < end + 4 + bodyBytes) break;
        note(buffered.slice(from, end + 4 + bodyBytes));
        from = end + 4 + bodyBytes;
        answers += ok;
        continue;
      }
      from = end + 4;
      if (requestLine.startsWith("GET /hang/")) {
        if (released) return void socket.destroy();
        hanging.add(socket);
        continue;
      }
      note(requestLine);
      if (requestLine.startsWith("GET /slow/")) setTimeout(() => socket.write(ok), slowMs);
      else answers += ok;
    }
    buffered = buffered.slice(from);
    if (answers) socket.write(answers);
  });
});

function answer(message: ReceiverAnswer): void {
  process.send?.(message);
}

process.on("message", (question: ReceiverRequest) => {
  answer({ kind: "report", count, repeats: count - seen.size, firstNs, lastNs, arrivals });
  if (question.kind === "report") return;
  released = question.kind === "release";
  if (released) {
    for (const socket of hanging) socket.destroy();
  }
  if (question.kind === "reset") {
    count = 0;
    seen.clear();
    arrivals = [];
    ({ tellAt, watch: watching } = question);
  }
});
process.on("disconnect", () => process.exit(0));

server.listen({ port: 0, host: "127.0.0.1", backlog: 1_024 }, () => {
  const address = server.address();
  if (address !== null && typeof address === "object") answer({ kind: "listening", port: address.port });
});
