import { once } from "node:events";
import net from "node:net";
import { listenHere } from "./ports";

/**
 * A door in front of the database. Shut: connections break and new ones are refused. Stalled: connections stay, and new
 * ones are taken, but no byte passes, as when a cable is pulled; what was sent meanwhile passes when it opens.
 */
export type Gate = {
  /** The address of the database, through this door. */
  url: string;
  shut: () => void;
  stall: () => void;
  open: () => void;
  pointAt: (target: URL) => void;
  close: () => Promise<void>;
};

/** A gate on a free loopback port in front of this PostgreSQL address; open at first. */
export async function startGate(target: URL): Promise<Gate> {
  const sockets = new Set<net.Socket>();
  let to = target;
  let state: "open" | "shut" | "stalled" = "open";
  const server = net.createServer((inside) => {
    if (state === "shut") return inside.resetAndDestroy();
    const outside = net.connect(Number(to.port || 5432), to.hostname);
    for (const socket of [inside, outside]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        inside.destroy();
        outside.destroy();
      });
    }
    inside.pipe(outside).pipe(inside);
    if (state === "stalled") for (const socket of [inside, outside]) socket.pause();
  });
  const port = await listenHere(server);
  return {
    url: Object.assign(new URL(target), { hostname: "127.0.0.1", port: String(port) }).href,
    shut() {
      state = "shut";
      for (const socket of sockets) socket.destroy();
    },
    stall() {
      state = "stalled";
      for (const socket of sockets) socket.pause();
    },
    open() {
      state = "open";
      for (const socket of sockets) socket.resume();
    },
    pointAt(next) {
      to = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
