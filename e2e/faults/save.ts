import { once } from "node:events";
import type { WebhooksInput } from "@/lib/webhooks/schema";
import type { FaultDatabase } from "./database";
import { startProgram } from "./programs";
import type { SaveReport, SaveStart } from "./save-process";
import type { Stage } from "./stage";

export type SaveEnd = Exclude<SaveReport, { kind: "ready" }>;

/** Somebody about to save these created URLs from this version of the settings; saves when the returned function is called. */
export async function preparedSave(
  stage: Stage,
  database: FaultDatabase,
  name: string,
  { version, urls, databaseUrl = database.url }: { version: number; urls: string[]; databaseUrl?: string },
): Promise<() => Promise<SaveEnd>> {
  const off = { enabled: false, urls: "" };
  const input: WebhooksInput = {
    version,
    created: { enabled: true, urls: urls.join("\n") },
    updated: off,
    deleted: off,
  };
  const start: SaveStart = { name, email: `${name.toLowerCase()}@example.com`, input };
  const child = startProgram(
    stage,
    "faults-save",
    [JSON.stringify(start)],
    {
      DATABASE_URL: databaseUrl,
      APP_SECRET: database.appSecret,
      CALLBACK_ALLOW: "127.0.0.1/32,host:localhost",
      LOG_LEVEL: "fatal",
    },
    "ignore",
  );
  await once(child, "message");
  return async () => {
    const ended = once(child, "message") as Promise<[SaveEnd]>;
    child.send("go");
    return (await ended)[0];
  };
}
