import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach } from "vitest";
import type { CallRecord } from "@/lib/callback/call-record";
import { config } from "@/lib/config";
import { callEndpoint } from "@/lib/dispatch/call";
import { type Dispatcher, type DispatcherOptions, startDispatcher } from "@/lib/dispatch/dispatcher";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { createAgents } from "@/lib/net/agents";
import { prepare } from "@/scripts/prepare.mjs";
// Its hook empties the tables, and runs after the one below.
import "./delivery-rows";
import { eventually } from "./eventually";

/** Dispatchers in this process and as real ones, with calls that are real or ended by hand. All are stopped after each test. */

const running = new Set<{ stop(): Promise<unknown> }>();
const byHand = new Set<{ endAll(): void }>();

// A test file's own hooks come first, and close the receiver that a call may still wait for.
afterEach(async () => {
  // A dispatcher waits for the calls under way, also for those that a test which failed left open.
  for (const calls of byHand) calls.endAll();
  byHand.clear();
  await Promise.all([...running].map((one) => one.stop()));
  running.clear();
});

const agentOf = createAgents({ allow: config().callbackAllow });

/** The real call. */
export const callForReal: DispatcherOptions["call"] = (held, endpoint) =>
  callEndpoint(agentOf, held, endpoint);

/** A dispatcher in this process with the real call; stopped after the test. */
export function dispatcherHere(options: Partial<DispatcherOptions> = {}): Dispatcher {
  const { databaseUrl, appSecret } = config();
  const dispatcher = startDispatcher({
    databaseUrl,
    appSecret,
    maxInFlight: 64,
    maxPerEndpoint: 8,
    retryScheduleMs: [50, 100],
    suspendAfterMs: 3_600_000,
    call: callForReal,
    ...options,
  });
  running.add(dispatcher);
  return dispatcher;
}

/** What a receiver's 200 becomes. */
export const delivered: CallRecord = {
  outcome: "delivered",
  statusCode: 200,
  request: "GET / HTTP/1.1",
  requestParts: null,
  responseHeaders: "",
  responseBody: "",
  dnsMs: null,
  connectMs: 1,
  tlsMs: null,
  firstByteMs: 1,
  totalMs: 1,
  retryAfterMs: null,
  cause: "It answered 200.",
};

/** Calls that the test ends by hand; what is still under way after the test ends then. */
export function callsByHand() {
  const begun: { held: HeldDelivery; end: (record?: Partial<CallRecord>) => void }[] = [];
  let over = false;
  const call = (held: HeldDelivery) =>
    new Promise<CallRecord>((resolve) => {
      const end = (record?: Partial<CallRecord>) => resolve({ ...delivered, ...record });
      begun.push({ held, end });
      if (over) end();
    });
  byHand.add({
    endAll() {
      over = true;
      for (const { end } of begun) end();
    },
  });
  return { begun, call };
}

type DispatcherProcess = {
  child: ChildProcess;
  /** What it wrote so far, a parsed JSON line each. */
  lines: Record<string, unknown>[];
  exit: Promise<number | null>;
  stop(): Promise<unknown>;
};

/** The real dispatcher as a process of its own, bundled from this source, registered when this resolves; killed after the test. */
export async function dispatcherProcess(env: Record<string, string> = {}): Promise<DispatcherProcess> {
  await prepare({ web: false });
  const child = spawn(process.execPath, [".build/dispatcher.mjs"], {
    env: { ...process.env, LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const lines: Record<string, unknown>[] = [];
  let rest = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) lines.push(JSON.parse(part) as Record<string, unknown>);
  });
  const exit = once(child, "exit").then(([code]) => code as number | null);
  const stop = () => {
    child.kill("SIGKILL");
    return exit;
  };
  running.add({ stop });
  await eventually(async () => lines.some((line) => line.event === "dispatcher.registered"));
  return { child, lines, exit, stop };
}
