import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import { built, startChild } from "../child";
import { openJsonApi } from "./json-api";

export type Web = {
  pid: number;
  url: string;
  /** Posts JSON over one of the kept connections; rejects when the answer has another status. */
  post(path: string, body: unknown, expected: number): Promise<unknown>;
  stop(): Promise<void>;
};

/** How long a production server may take until it answers. */
const maxStartMs = 20_000;

/**
 * Starts a built Next app as `npm start` does and opens connections to it that are kept.
 * @param folder the app's; the product's is "."
 * @param headers sent with every request
 * @param flags what Node loads before
 * @param root the checkout it is of
 */
export async function startWeb(
  folder: string,
  env: Record<string, string>,
  headers: Record<string, string> = {},
  flags: string[] = [],
  root = ".",
): Promise<Web> {
  const port = await freePort();
  const child = startChild(
    path.resolve(root, "node_modules/next/dist/bin/next"),
    {
      ...env,
      APP_URL: `http://127.0.0.1:${port}`,
      CALLBOARD_SUPERVISOR: String(process.pid),
      NEXT_TELEMETRY_DISABLED: "1",
    },
    "pipe",
    ["--import", built("exit-with-parent"), ...flags],
    ["start", folder, "--port", String(port), "--hostname", "127.0.0.1"],
    path.resolve(root),
  );
  child.process.stdout?.resume();
  const url = `http://127.0.0.1:${port}`;
  await answering(url);
  const api = openJsonApi(url, headers);
  return {
    pid: child.pid,
    url,
    post: (route, body, expected) => api.call("POST", route, expected, body),
    async stop() {
      await api.close();
      await child.end("SIGTERM");
    },
  };
}

async function answering(url: string): Promise<void> {
  const deadline = performance.now() + maxStartMs;
  for (;;) {
    try {
      const { body } = await request(`${url}/api/health/live`, { reset: true });
      await body.dump();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(50);
    }
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}
