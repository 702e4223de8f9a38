import { once } from "node:events";
import type { Server as HttpServer } from "node:http";
import net from "node:net";

/** Starts this server on a free port of 127.0.0.1. @returns the port */
export async function listenHere(server: net.Server | HttpServer, backlog = 511): Promise<number> {
  server.listen({ port: 0, host: "127.0.0.1", backlog });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

/** A port of 127.0.0.1 at which nobody listens. */
export async function freePort(): Promise<number> {
  const probe = net.createServer();
  const port = await listenHere(probe);
  probe.close();
  await once(probe, "close");
  return port;
}
