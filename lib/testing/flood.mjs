import net from "node:net";

/**
 * A receiver in a process of its own that answers in ways meant to fill a caller's memory; the path says which. What it
 * sends it repeats from one small buffer, as fast as it is taken. Sends its port to the parent and ends with it.
 */
const ok = "HTTP/1.1 200 OK\r\n";
const block = Buffer.alloc(64 * 1024, "x");
const chunks = Buffer.from("1\r\nx\r\n".repeat(10_000));

/** What is written once, and what is repeated for ever. */
const floods = {
  endless: [`${ok}\r\n`, block],
  long: [`${ok}content-length: 9000000000\r\n\r\n`, block],
  chunked: [`${ok}transfer-encoding: chunked\r\n\r\n`, chunks],
  gzip: [`${ok}content-encoding: gzip\r\n\r\n\x1f\x8b\x08`, Buffer.alloc(64 * 1024)],
  header: [`${ok}x-huge: `, block],
  headers: [ok, Buffer.from("x-one-more: of many\r\n".repeat(3_000))],
  reason: ["HTTP/1.1 200 ", block],
  interim: ["", Buffer.from("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(1_000))],
  interimHeader: ["HTTP/1.1 103 Early Hints\r\nlink: ", block],
};

const server = net.createServer((socket) => {
  socket.on("error", () => {});
  socket.once("data", (request) => {
    const [first = "", again = block] = floods[/^GET \/(\w+)/.exec(request.toString("latin1"))?.[1]] ?? [];
    socket.write(first, "latin1");
    const more = () => {
      while (!socket.destroyed && socket.write(again));
    };
    socket.on("drain", more);
    more();
  });
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address().port));
process.on("disconnect", () => process.exit(0));
