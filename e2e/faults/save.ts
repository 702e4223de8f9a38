import { once } from "node:events";
import { byEventType, type EventType } from "@/lib/events/event-types";
import type { FaultDatabase } from "./database";
import { startProgram } from "./programs";
import type { SaveReport, SaveStart } from "./save-process";
import type { Stage } from "./stage";

export type SaveEnd = Exclude<SaveReport, { kind: "ready" }>;

/**
 * Somebody who has the settings before them and is about to save these URLs, for created unless said; saves whenever the returned
 * function is called.
 */
export async function preparedSave(
  stage: Stage,
  database: FaultDatabase,
  name: string,
  {
    urls,
    databaseUrl = database.url,
    eventTypes = ["created"],
  }: { urls: string[]; databaseUrl?: string; eventTypes?: EventType[] },
): Promise<() => Promise<SaveEnd>> {
  const input: SaveStart["input"] = {
    ...byEventType((type) => ({
      enabled: eventTypes.includes(type),
      urls: eventTypes.includes(type) ? urls.join("\n") : "",
    })),
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
