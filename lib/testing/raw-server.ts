import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { onTestFinished } from "vitest";
import { certificateFile } from "./certificate-file";
import { listenHere } from "./ports";

/** A server that misbehaves as a test says. `requests` holds the heads it received, in order. */
type RawServer = { url: string; requests: string[]; closeConnections: () => void };

/**
 * Starts a server that hands each request's head and the bare socket to `serve`. It ends with the test.
 * @param serve what to do once a request's head has arrived
 */
export async function rawServer(serve: (socket: net.Socket) => void): Promise<RawServer> {
  const requests: string[] = [];
  const opened = await listening(
    net.createServer((socket) => collect(socket, requests, serve)),
    "http",
  );
  return { ...opened, requests };
}

/** Starts a server that hands over each connection as it is accepted; nothing is read from it. It ends with the test. */
export async function rawListener(accept: (socket: net.Socket) => void): Promise<RawServer> {
  return { ...(await listening(net.createServer(accept), "http")), requests: [] };
}

/**
 * Starts an HTTPS server at `https://localhost:…` that answers 200, with a certificate from `certificates/`. Ends with the test.
 * @param options more of Node's TLS options
 * @param secured told of each connection once its handshake is done
 */
export async function tlsServer(
  certificate:
    | "valid"
    | "expired"
    | "not-yet-valid"
    | "other-name"
    | "self-signed"
    | "client-usage"
    | "address-as-name",
  options: tls.TlsOptions = {},
  secured: (socket: tls.TLSSocket) => void = () => {},
): Promise<RawServer> {
  const requests: string[] = [];
  const server = tls.createServer(
    { key: certificateFile(`${certificate}.key`), cert: certificateFile(`${certificate}.crt`), ...options },
    (socket) => {
      secured(socket);
      collect(socket, requests, () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
    },
  );
  server.on("tlsClientError", () => {});
  const { url, ...opened } = await listening(server, "https");
  return { ...opened, url: url.replace("127.0.0.1", "localhost"), requests };
}

/** Writes `text` every `everyMs` until the connection ends. */
export function writeForever(socket: net.Socket, text: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.on("close", () => clearInterval(timer));
}

function collect(socket: net.Socket, requests: string[], serve: (socket: net.Socket) => void): void {
  let buffered = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    buffered += chunk.toString("latin1");
    for (let end = buffered.indexOf("\r\n\r\n"); end !== -1; end = buffered.indexOf("\r\n\r\n")) {
      requests.push(buffered.slice(0, end));
      buffered = buffered.slice(end + 4);
      serve(socket);
    }
  });
}

async function listening(
  server: net.Server,
  scheme: "http" | "https",
): Promise<Pick<RawServer, "url" | "closeConnections">> {
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await listenHere(server);
  const closeConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(async () => {
    closeConnections();
    server.close();
    await once(server, "close");
  });
  return { url: `${scheme}://127.0.0.1:${port}`, closeConnections };
}
