import { once } from "node:events";
import net from "node:net";

/** Where somebody connected to, or, with `path`, what was asked for there. */
export type Arrival = { address: string; port: number; path?: string };

const redirect = (target: string) =>
  `HTTP/1.1 302 Found\r\nlocation: ${target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;

/** The first that begins the path counts. */
const answers: [beginning: string, answer: string][] = [
  ["/kept", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"],
  ["/redirect-metadata", redirect("http://169.254.169.254/latest/meta-data/")],
  ["/redirect-loopback", redirect("//127.0.0.1:8080/")],
  ["/redirect-name", redirect("http://private.callboard-check.com/")],
  [
    "/alternative",
    'HTTP/1.1 200 OK\r\nalt-svc: http/1.1="10.0.0.5:80"; ma=3600\r\nrefresh: 0; url=http://10.0.0.5/\r\nlink: <http://10.0.0.5/>; rel=preconnect\r\ncontent-length: 0\r\nconnection: close\r\n\r\n',
  ],
  [
    "/misdirected",
    "HTTP/1.1 305 Use Proxy\r\nlocation: http://10.0.0.5:8080/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
  ],
];
const ordinary = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/**
 * Takes every connection to these ports, whatever its destination address, and notes that address before anything else.
 * @param anyAddress `::` takes IPv4 as well; `0.0.0.0` where there is no IPv6
 */
export async function catchAll(
  ports: readonly number[],
  anyAddress: "::" | "0.0.0.0",
): Promise<{ arrivals: Arrival[]; closeKept: () => Promise<void> }> {
  const arrivals: Arrival[] = [];
  const open = new Set<net.Socket>();
  for (const port of ports) {
    const server = net.createServer((socket) => {
      const address = (socket.localAddress ?? "?").replace(/^::ffff:(?=\d+\.)/, "");
      arrivals.push({ address, port });
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => open.delete(socket));
      let buffered = "";
      socket.on("data", (chunk) => {
        buffered += chunk.toString("latin1");
        const end = buffered.indexOf("\r\n\r\n");
        if (end === -1) {
          // What is no HTTP, such as a TLS handshake, needs no more than its connection noted.
          if (buffered.charCodeAt(0) === 0x16) socket.destroy();
          return;
        }
        const path = buffered.split(" ")[1] ?? "";
        buffered = buffered.slice(end + 4);
        arrivals.push({ address, port, path });
        socket.write(answers.find(([beginning]) => path.startsWith(beginning))?.[1] ?? ordinary);
        if (!path.startsWith("/kept")) socket.end();
      });
    });
    server.listen({ port, host: anyAddress, backlog: 1_024 });
    await once(server, "listening");
  }
  return {
    arrivals,
    /** Ends the connections left open; resolves when the other side has closed them too. */
    async closeKept() {
      await Promise.all(
        [...open].map((socket) => {
          const closed = once(socket, "close");
          socket.end();
          return closed;
        }),
      );
    },
  };
}
