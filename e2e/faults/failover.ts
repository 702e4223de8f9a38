import type { EventType } from "@/lib/events/event-types";
import { type Replicated, replicationPrograms, startReplicated } from "@/lib/testing/replicated";
import { appSecret, type FaultCallboard, startFaultCallboard, tokenOf } from "./callboard";
import { type FaultDatabase, prepareDatabase } from "./database";
import { type FaultReceiver, startFaultReceiver } from "./receiver";
import { Skip } from "./row";
import { preparedSave, type SaveEnd } from "./save";
import type { Stage } from "./stage";
import { pause, until } from "./wait";
import { callApi, startWriters, type Writers } from "./writers";

const all: EventType[] = ["created", "updated", "deleted"];
/** Calls that may be under way at once: of the one dispatcher. */
export const underWay = 64;
export const maxBackMs = 10_000;

type FailoverStage = {
  callboard: FaultCallboard;
  token: string;
  database: FaultDatabase;
  receiver: FaultReceiver;
  writers: Writers;
  /** Somebody who has the settings before them, on a web node of their own; saves as often as asked. */
  save: () => Promise<SaveEnd>;
};

/**
 * Callboard on a primary with a standby, which a test leads, and programs that write.
 * @param addressOf the address that Callboard gets; the one that names both servers unless given
 * @throws Skip
 */
export async function openFailover(
  stage: Stage,
  how: { isSynchronous: boolean },
  addressOf: (servers: Replicated) => Promise<string> = async ({ url }) => url,
): Promise<FailoverStage & { servers: Replicated }> {
  const servers = await startReplicated(await neededPrograms(), how);
  stage.after(() => servers.stop());
  return { servers, ...(await writeAt(stage, await addressOf(servers), servers.url)) };
}

/** @throws Skip */
export async function neededPrograms(): Promise<string> {
  const programs = await replicationPrograms();
  if (programs) return programs;
  throw new Skip("There is no pg_basebackup in /usr/lib/postgresql: apt-get install postgresql.");
}

/**
 * Callboard at an address of several servers, and programs that write.
 * @param lookAt the address at which the row looks at the database
 */
export async function writeAt(stage: Stage, address: string, lookAt = address): Promise<FailoverStage> {
  const receiver = await startFaultReceiver(stage);
  await receiver.answer(null, { delayMs: 20 });
  const callboard = await startFaultCallboard(stage, { DATABASE_URL: address });
  const database = await prepareDatabase(stage, lookAt, appSecret);
  await database.enable([`${receiver.url}/a`, `${receiver.url}/b`], all);
  const token = await tokenOf(callboard);
  const save = await preparedSave(stage, database, "saver", {
    urls: [`${receiver.url}/a`, `${receiver.url}/b`],
    eventTypes: all,
  });
  const writers = startWriters(callboard.url, token, 8);
  stage.after(() => writers.stop());
  return { callboard, token, database, receiver, writers, save };
}

/** How long after `since` each door wrote again, in milliseconds; all of them without a restart. */
export type Back = { create: number; settings: number; save: number; dispatcher: number };

/** Uses every door until it has written again. @param since when changes are taken again, of this process's clock */
export async function allDoorsBack(
  { callboard, token, database, writers, save }: FailoverStage,
  since: number,
): Promise<Back> {
  const after = () => performance.now() - since;
  const later = () => writers.acknowledged.filter((one) => one.askedAt > since);
  const create = async () => {
    await until("a change is acknowledged again", () => later().length > 0, 30_000);
    return (later()[0]?.at ?? Number.NaN) - since;
  };
  const settings = async () => {
    await until(
      "the settings are replaced again",
      async () => (await replaceSettings(callboard, token)) === 200,
      30_000,
    );
    return after();
  };
  const saved = async () => {
    // Whether somebody else saved before is not the question here.
    await until("a save ends again", async () => (await save()).kind !== "error", 30_000);
    return after();
  };
  const dispatcher = async () => {
    const waiting = new Set<string>();
    await until(
      "a call of a later event is settled",
      async () => {
        for (const { eventID } of later()) waiting.add(eventID);
        return (
          (await database
            .count(
              "delivery",
              `attempts > 0 and done_at > now() - interval '1 min' and event_id in (${list(waiting)})`,
            )
            .catch(() => 0)) > 0
        );
      },
      30_000,
    );
    return after();
  };
  const [createMs, settingsMs, saveMs, dispatcherMs] = await Promise.all([
    create(),
    settings(),
    saved(),
    dispatcher(),
  ]);
  return { create: createMs, settings: settingsMs, save: saveMs, dispatcher: dispatcherMs };
}

const list = (ids: Set<string>) => [...ids, ""].map((id) => `'${id}'`).join(", ");

/** Reads the settings and replaces them by the same. @returns the status of the last answer, 0 where none came */
async function replaceSettings({ url }: FaultCallboard, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  try {
    const read = await fetch(`${url}/api/webhooks`, { headers, signal: AbortSignal.timeout(12_000) });
    if (!read.ok) return read.status;
    const etag = read.headers.get("etag") ?? "";
    const { status } = await callApi(url, token, "PUT", "/api/webhooks", {
      body: await read.json(),
      headers: { "if-match": etag },
      timeoutMs: 12_000,
    });
    return status;
  } catch {
    return 0;
  }
}

/** What was answered while no server took changes, other than 503 and nothing at all. */
export function wrongAnswers({ refused }: Writers): string[] {
  return refused
    .filter(({ status }) => status !== null && status !== 503)
    .map(({ status, detail }) => `${status} ${detail}`);
}

/** Statuses of settings replaced one after the other: one connection on the wrong server would spoil some of them. */
export async function replaceOften(stage: FailoverStage, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n += 1) {
    statuses.push(await replaceSettings(stage.callboard, stage.token));
    await pause(50);
  }
  return statuses;
}
