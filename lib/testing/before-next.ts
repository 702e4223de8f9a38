import type { Server } from "node:http";
import { listenHere } from "./ports";

/**
 * Loads into this process what the product loads before Next, and starts a server that stands in for Next's: what reaches its
 * handler would reach Next. The app's address is `https://callboard.example.com`.
 * @returns the server's port
 */
export async function listenBehindBeforeNext(server: Server): Promise<number> {
  process.env.APP_URL = "https://callboard.example.com";
  await import("@/lib/supervise/before-next");
  return listenHere(server);
}
