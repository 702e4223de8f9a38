import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/auth/actor";
import { can } from "@/lib/auth/permissions";
import { warnSparingly } from "@/lib/limited-log";
import { sendCounts } from "./live-counts";
import {
  type EndReason,
  type Member,
  memberOf,
  type Subscription,
  sendEvent,
  sendHeartbeat,
} from "./live-member";
import { repeatWhile } from "./live-pace";
import { createLiveViews, type LiveViews } from "./live-views";

/** From one poll to the next: a change is told by the second poll after its commit at the latest, so within a second. */
export const liveEveryMs = 500;
const heartbeatMs = 15_000;
/** Rounds that fail one after the other until the streams are ended: clients then say that they are not up to date. */
const maxFailures = 3;

type Hub = { subscribe: (subscription: Subscription) => () => void };

/** Who sessions stand for now; those that do not count are left out. */
type ActorsOf = (sessionIDs: string[]) => Promise<Map<string, Actor>>;

/** What a web process knows of its open pages. */
type HubState = {
  members: Set<Member>;
  views: LiveViews;
  /** Names this process in the ids of events, which count its rounds. */
  epoch: string;
  /** Rounds that failed one after the other. */
  failures: number;
};

/**
 * What all open pages of a web process are told, from one poll for all of them, which runs only while there are any
 * (docs/decisions/0045). In each round the sessions are judged as the database has them now, before anything is sent.
 */
export function createLiveHub({
  actorsOf,
  everyMs = liveEveryMs,
}: {
  actorsOf: ActorsOf;
  everyMs?: number;
}): Hub {
  const hub: HubState = {
    members: new Set(),
    views: createLiveViews(),
    epoch: randomBytes(4).toString("hex"),
    failures: 0,
  };
  const hasMembers = () => hub.members.size > 0;
  const polling = repeatWhile(hasMembers, { everyMs, share: 0.25 }, () => poll(hub, actorsOf));
  const counting = repeatWhile(hasMembers, { everyMs: 1_000, share: 0.1 }, () => sendCounts(hub.members));
  return {
    subscribe(subscription) {
      const member = memberOf(subscription, hub.epoch);
      hub.members.add(member);
      polling.wake();
      counting.start();
      return () => void hub.members.delete(member);
    },
  };
}

/** One round: reads the rows, judges the pages, and sends each what changed for it. */
async function poll(hub: HubState, actorsOf: ActorsOf): Promise<void> {
  const present = [...hub.members];
  try {
    await hub.views.read(new Set(present.flatMap(({ ids }) => ids)));
    // After the rows: whoever is told of a change was judged when it had been made.
    await judge(hub, present, actorsOf);
  } catch (error) {
    countFailure(hub, error);
    return;
  }
  hub.failures = 0;
  for (const member of present) if (hub.members.has(member)) sendChanges(hub, member);
}

/** Judges these as the database has them now, and ends the streams of those who may not go on. */
async function judge(hub: HubState, present: Member[], actorsOf: ActorsOf): Promise<void> {
  const actors = await actorsOf([...new Set(present.map(({ sessionID }) => sessionID))]);
  for (const member of present) {
    member.actor = actors.get(member.sessionID) ?? null;
    if (member.actor === null) end(hub, member, "signed_out");
    else if (!can(member.actor, "deliveries:read")) end(hub, member, "forbidden");
  }
}

function sendChanges({ views, epoch }: HubState, member: Member): void {
  const changed = views.changedSince(member.ids, member.since);
  const isFirst = member.since < 0;
  member.since = views.round;
  if (changed.length > 0 || isFirst) {
    sendEvent(member, { name: "rows", text: `[${changed.join(",")}]`, id: `${epoch}-${views.round}` });
  } else if (performance.now() - member.sentAtMs > heartbeatMs) sendHeartbeat(member);
}

function countFailure(hub: HubState, error: unknown): void {
  hub.failures += 1;
  warnSparingly("live.failed", { event: "live.failed", reason: String(error) });
  if (hub.failures >= maxFailures) for (const member of hub.members) end(hub, member, "unavailable");
}

function end(hub: HubState, member: Member, reason: EndReason): void {
  hub.members.delete(member);
  member.end(reason);
}
