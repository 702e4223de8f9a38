import net from "node:net";
import { CallError } from "./call-error";
import type { Resolved } from "./resolver";

/**
 * Tries the addresses in turn, IPv4 first, a share of the time each, so that one dead address does not hide a living one.
 * @throws CallError with what the last one failed of
 */
export async function dialFirst(
  addresses: Resolved[],
  port: number,
  signal: AbortSignal,
): Promise<net.Socket> {
  const order = [...addresses].sort((a, b) => a.family - b.family);
  let failure: unknown;
  for (const [index, { address, family }] of order.entries()) {
    const isLast = index === order.length - 1;
    try {
      return await dial(address, family, port, isLast ? null : 2_000, signal);
    } catch (error) {
      failure = error;
      if (signal.aborted) break;
    }
  }
  throw new CallError("connect", failure);
}

function dial(
  address: string,
  family: 4 | 6,
  port: number,
  limitMs: number | null,
  signal: AbortSignal,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: address, port, family, noDelay: true, keepAlive: true });
    const timer =
      limitMs === null ? undefined : setTimeout(() => fail(new Error("connect timed out")), limitMs);
    const abort = () => fail(signal.reason);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.removeListener("error", fail);
    };
    const fail = (error: unknown) => {
      settle();
      socket.on("error", () => {});
      socket.destroy();
      reject(error);
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", fail);
    socket.once("connect", () => {
      settle();
      resolve(socket);
    });
  });
}
