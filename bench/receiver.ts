import net from "node:net";

/**
 * The receiver of all benchmarks, a process of its own: answers every GET with 200 at once, counts, and notes when the
 * callbacks it was asked to watch arrived (`process.hrtime` nanoseconds, one clock for all processes of a machine).
 */
export type ReceiverAnswer = { port: number } | { count: number; arrivedNs: [id: string, ns: string][] };

const ok = "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok";
let count = 0;
let watching = false;
let arrivedNs: [string, string][] = [];

const server = net.createServer({ noDelay: true }, (socket) => {
  let buffered = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    buffered += chunk.toString("latin1");
    let answers = "";
    let from = 0;
    for (;;) {
      const end = buffered.indexOf("\r\n\r\n", from);
      if (end === -1) break;
      count += 1;
      answers += ok;
      if (watching) {
        const id = /webhook-id: (\S+)/.exec(buffered.slice(from, end))?.[1];
        if (id) arrivedNs.push([id, String(process.hrtime.bigint())]);
      }
      from = end + 4;
    }
    buffered = buffered.slice(from);
    if (answers) socket.write(answers);
  });
});

const answer = (message: ReceiverAnswer) => process.send?.(message);

process.on("message", (asked: "report" | "reset" | "watch") => {
  if (asked === "report") return answer({ count, arrivedNs });
  count = 0;
  arrivedNs = [];
  watching = asked === "watch";
  answer({ count, arrivedNs });
});
process.on("disconnect", () => process.exit(0));

server.listen({ port: 0, host: "127.0.0.1", backlog: 1_024 }, () => {
  const address = server.address();
  if (address !== null && typeof address === "object") answer({ port: address.port });
});
