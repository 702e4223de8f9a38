import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/auth/actor";
import { can } from "@/lib/auth/permissions";
import { warnSparingly } from "@/lib/limited-log";
import { countNewer } from "./count-newer";
import { repeatWhile } from "./live-pace";
import type { FollowDeliveries } from "./live-schema";
import { createLiveViews } from "./live-views";
import { type LogCursor, parseCursor } from "./log-cursor";
import type { LogFilter } from "./log-filter";

/** Why a stream ends that its client did not leave. */
export type EndReason = "signed_out" | "forbidden" | "unavailable";

/** A page that is open, and how to tell it something. */
export type Subscription = {
  /** Whose page: what the list of one's sessions calls the session. */
  sessionID: string;
  /** Numbers of the deliveries on it. */
  ids: readonly string[];
  /** What it wants counted; null: nothing. */
  newer: FollowDeliveries["newer"];
  /** The id of the last event that it received by a stream before, if any. */
  lastEventID: string | null;
  send: (text: string) => void;
  end: (reason: EndReason) => void;
};

type Newer = { cursor: LogCursor; filter: LogFilter };

type Member = Omit<Subscription, "newer"> & {
  newer: Newer | null;
  /** The round up to which it knows its rows; -1: nothing yet. */
  since: number;
  sentAtMs: number;
  /** As judged in the last round. */
  actor: Actor | null;
  /** How many came since, as it was told, JSON; null: not told yet. */
  count: string | null;
  /** Its count has reached the limit, so that it is not counted again. */
  countIsFinal: boolean;
};

/** A page whose newer rows are to be counted. */
type Counted = Member & { newer: Newer; actor: Actor };

const isToBeCounted = (member: Member): member is Counted =>
  member.newer !== null && member.actor !== null && !member.countIsFinal;

/** From one poll to the next: a change is told by the second poll after its commit at the latest, so within a second. */
export const liveEveryMs = 500;
const heartbeatMs = 15_000;
/** Rounds that fail one after the other until the streams are ended: clients then say that they are not up to date. */
const maxFailures = 3;

type Hub = { subscribe: (subscription: Subscription) => () => void };

/**
 * What all open pages of a web process are told, from one poll for all of them, which runs only while there are any
 * (docs/decisions/0045). In each round the sessions are judged as the database has them now, before anything is sent.
 * @param actorsOf who sessions stand for now; those that do not count are left out
 */
export function createLiveHub({
  actorsOf,
  everyMs = liveEveryMs,
}: {
  actorsOf: (sessionIDs: string[]) => Promise<Map<string, Actor>>;
  everyMs?: number;
}): Hub {
  const members = new Set<Member>();
  const views = createLiveViews();
  const epoch = randomBytes(4).toString("hex");
  let failures = 0;

  const tell = (member: Member, text: string) => {
    member.sentAtMs = performance.now();
    member.send(text);
  };
  const end = (member: Member, reason: EndReason) => {
    members.delete(member);
    member.end(reason);
  };
  /** Judges these as the database has them now, and ends the streams of those who may not go on. */
  const judge = async (present: Member[]) => {
    const actors = await actorsOf([...new Set(present.map(({ sessionID }) => sessionID))]);
    for (const member of present) {
      member.actor = actors.get(member.sessionID) ?? null;
      if (member.actor === null) end(member, "signed_out");
      else if (!can(member.actor, "deliveries:read")) end(member, "forbidden");
    }
  };
  const poll = async () => {
    const present = [...members];
    try {
      await views.read(new Set(present.flatMap(({ ids }) => ids)));
      // After the rows: whoever is told of a change was judged when it had been made.
      await judge(present);
      failures = 0;
    } catch (error) {
      failures += 1;
      warnSparingly("live.failed", { event: "live.failed", reason: String(error) });
      if (failures >= maxFailures) for (const member of members) end(member, "unavailable");
      return;
    }
    for (const member of present) {
      if (!members.has(member)) continue;
      const changed = views.changedSince(member.ids, member.since);
      const isFirst = member.since < 0;
      member.since = views.round;
      if (changed.length > 0 || isFirst) {
        tell(member, event("rows", `[${changed.join(",")}]`, `${epoch}-${views.round}`));
      } else if (performance.now() - member.sentAtMs > heartbeatMs) tell(member, ":\n\n");
    }
  };
  const polling = repeatWhile(() => members.size > 0, { everyMs, share: 0.25 }, poll);

  /** Pages with the same filter share one count, wherever each begins. Whoever is still a member may read every delivery. */
  const count = async () => {
    for (const group of groupedByFilter([...members].filter(isToBeCounted))) {
      const [first] = group;
      if (!first) continue;
      const counts = await countNewer(
        first.actor,
        first.newer.filter,
        group.map(({ newer }) => newer.cursor),
      ).catch((error: unknown) => {
        warnSparingly("live.count_failed", { event: "live.count_failed", reason: String(error) });
        return [];
      });
      for (const [index, found] of counts.entries()) {
        const member = group[index];
        const count = JSON.stringify(found);
        if (!member || count === member.count || !members.has(member)) continue;
        member.count = count;
        member.countIsFinal = found.atLeast;
        tell(member, event("newer", count));
      }
    }
  };
  const counting = repeatWhile(() => members.size > 0, { everyMs: 1_000, share: 0.1 }, count);

  return {
    subscribe(subscription) {
      const member = memberOf(subscription, epoch);
      members.add(member);
      polling.wake();
      counting.start();
      return () => void members.delete(member);
    },
  };
}

/** @param epoch which process's rounds the ids of its events count */
function memberOf({ newer, ...subscription }: Subscription, epoch: string): Member {
  const [of, round] = subscription.lastEventID?.split("-") ?? [];
  const cursor = newer && parseCursor(newer.top);
  return {
    ...subscription,
    newer: newer && cursor && { cursor, filter: newer.filter },
    since: of === epoch && /^\d{1,15}$/.test(round ?? "") ? Number(round) : -1,
    sentAtMs: performance.now(),
    actor: null,
    count: null,
    countIsFinal: false,
  };
}

function groupedByFilter(members: Counted[]): Iterable<Counted[]> {
  const groups = new Map<string, Counted[]>();
  for (const member of members) {
    const key = JSON.stringify(member.newer.filter);
    const group = groups.get(key);
    if (group) group.push(member);
    else groups.set(key, [member]);
  }
  return groups.values();
}

/** One event of a stream (WHATWG HTML, server-sent events). The text holds no line break: JSON escapes them. */
function event(name: string, text: string, id?: string): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${name}\ndata: ${text}\n\n`;
}
