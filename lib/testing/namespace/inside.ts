import { type ChildProcess, spawn } from "node:child_process";
import { testUrl } from "@/lib/endpoints/test-call";
import { InvalidError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { unexpected } from "@/lib/web/unexpected";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { type Arrival, catchAll } from "./catch-all";
import { startNameServer } from "./name-server";
import type { Zone } from "./zone";

/**
 * Runs inside the network namespace: the receiver for every address, the name server, and a web node's part of Callboard:
 * saving and sending tests. The dispatcher is a child of its own, the one that `npm start` runs.
 */
export type InsideStart = { ports: number[]; anyAddress: "::" | "0.0.0.0"; dispatcher: string };
export type Order =
  | { kind: "names"; zone: Zone }
  | { kind: "close-kept" }
  | { kind: "arrivals" }
  | { kind: "save"; urls: string[] }
  | { kind: "test"; url: string };
/** `problems` are the sentences of a refusal. */
export type Reply = { arrivals?: Arrival[]; problems?: string[]; outcome?: string; cause?: string };

const start = JSON.parse(process.argv[2] ?? "{}") as InsideStart;
const receiver = await catchAll(start.ports, start.anyAddress);
const names = await startNameServer();
const dispatcher: ChildProcess = spawn(process.execPath, [start.dispatcher], {
  stdio: ["ignore", "ignore", "inherit", "ipc"],
});
dispatcher.on("exit", () => process.exit(1));

const actor = await actorOf("administrator");

async function follow(order: Order): Promise<Reply> {
  switch (order.kind) {
    case "names":
      names.learn(order.zone);
      return {};
    case "close-kept":
      await receiver.closeKept();
      return {};
    case "arrivals":
      return { arrivals: receiver.arrivals };
    case "save": {
      const created = { enabled: true, urls: order.urls };
      const saved = await replaceWebhooks(actor, { version: null, ...noCallbacks, created });
      return { outcome: saved.kind };
    }
    case "test": {
      const { outcome, cause } = await testUrl(actor, { url: order.url, eventType: "created" });
      return { outcome, cause };
    }
    default:
      return order satisfies never;
  }
}

process.on("message", async (order: Order) => {
  try {
    process.send?.(await follow(order));
  } catch (error) {
    const problems =
      error instanceof InvalidError
        ? error.errors.map(({ message }) => message)
        : [unexpected(error, { action: order.kind })];
    process.send?.({ problems } satisfies Reply);
  }
});
process.on("disconnect", () => {
  dispatcher.kill("SIGKILL");
  process.exit(0);
});
process.send?.({} satisfies Reply);
