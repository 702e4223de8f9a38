import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { event } from "@/lib/api/events";

const pageSchema = z.looseObject({
  items: z.array(
    event
      .pick({
        eventID: true,
        eventType: true,
        instanceID: true,
        processName: true,
        occurredAt: true,
        outcome: true,
      })
      .loose(),
  ),
  nextCursor: z.string().nullable(),
});
export type FollowedEvent = z.output<typeof pageSchema>["items"][number];

/** Callboard refuses the token, or is none: waiting does not help. */
export class CannotFollow extends Error {}

export type FollowingState = { kind: "following" } | { kind: "lost"; reason: string } | { kind: "back" };

type Following = {
  callboard: string;
  token: string;
  signal: AbortSignal;
  /** Called after the first look, when Callboard cannot be reached, and when it can be again. */
  onState: (state: FollowingState) => void;
  /** Between two looks, in milliseconds. */
  everyMs?: number;
};

/**
 * An event is listed when its transaction has committed, which may be after a later one. So each look begins before the newest event
 * seen, by far more than any statement of Callboard's may take, and every tenth reads all from there on; the others stop at a page
 * that holds nothing new.
 */
const overlapMs = 60_000;
const looksPerFullLook = 10;
const pageSize = 200;

/**
 * The events that are recorded from now on, each once, in the order of their ids. Where Callboard cannot be reached it is asked
 * again until it can, and goes on after the last event that was seen. Ends with `signal`.
 * @throws CannotFollow
 */
export async function* followEvents(following: Following): AsyncGenerator<FollowedEvent> {
  const { signal, everyMs = 1_000, onState } = following;
  /** When each event occurred that the next look may list again. */
  const seen = new Map<string, number>();
  let newestMs: number | null = null;
  let isLost = false;
  let looks = 0;
  while (!signal.aborted) {
    try {
      newestMs ??= await clockOf(following);
      const known = looks % looksPerFullLook === 0 ? new Map() : seen;
      const listed: FollowedEvent[] = await listFrom(following, newestMs - overlapMs, known);
      if (isLost) onState({ kind: "back" });
      const isFirst = looks === 0;
      if (isFirst) onState({ kind: "following" });
      looks += 1;
      isLost = false;
      for (const found of listed.filter(({ eventID }) => !seen.has(eventID))) {
        const occurredMs = Date.parse(found.occurredAt);
        seen.set(found.eventID, occurredMs);
        newestMs = Math.max(newestMs, occurredMs);
        if (!isFirst) yield found;
      }
      for (const [id, at] of seen) if (at < newestMs - overlapMs) seen.delete(id);
    } catch (error) {
      if (error instanceof CannotFollow || signal.aborted) throw error;
      if (!isLost) onState({ kind: "lost", reason: reasonOf(error) });
      isLost = true;
    }
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What the time is there: what was recorded before is not forwarded. */
async function clockOf(following: Following): Promise<number> {
  const answer = await ask(following, new URLSearchParams({ limit: "1" }));
  const told = Date.parse(answer.headers.get("date") ?? "");
  await answer.body?.cancel();
  return Number.isNaN(told) ? Date.now() : told;
}

/** All events from then on, the oldest first, or those newer than a page of which all are `known`. */
async function listFrom(
  following: Following,
  fromMs: number,
  known: ReadonlyMap<string, number>,
): Promise<FollowedEvent[]> {
  const found: FollowedEvent[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ from: new Date(fromMs).toISOString(), limit: String(pageSize) });
    if (cursor !== null) query.set("cursor", cursor);
    const page: z.output<typeof pageSchema> = pageSchema.parse(await (await ask(following, query)).json());
    found.push(...page.items);
    cursor = page.items.every(({ eventID }) => known.has(eventID)) ? null : page.nextCursor;
  } while (cursor !== null);
  return found.reverse();
}

async function ask({ callboard, token, signal }: Following, query: URLSearchParams): Promise<Response> {
  const answer = await fetch(`${callboard}/api/events?${query}`, {
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    redirect: "error",
    signal: AbortSignal.any([signal, AbortSignal.timeout(20_000)]),
  });
  switch (answer.status) {
    case 200:
      return answer;
    case 401:
    case 403:
      throw new CannotFollow(
        "Callboard refuses the token of CALLBOARD_TOKEN: it is wrong, expired, or has no scope read.",
      );
    case 404:
      throw new CannotFollow(`There is no Callboard at ${callboard}.`);
    default:
      throw new Error(`it answered ${answer.status}`);
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as Error | undefined) : undefined;
  return cause?.message || (error instanceof Error ? error.message : String(error));
}
