import type { Actor } from "@/lib/auth/actor";
import type { FollowDeliveries } from "./live-schema";
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

export type Newer = { cursor: LogCursor; filter: LogFilter };

/** A page that is open, and what it was told. */
export type Member = Omit<Subscription, "newer"> & {
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

/** @param epoch which process's rounds the ids of its events count */
export function memberOf({ newer, ...subscription }: Subscription, epoch: string): Member {
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

/** One event of a stream (WHATWG HTML, server-sent events). @param text without a line break: JSON escapes them */
export function sendEvent(member: Member, event: { name: string; text: string; id?: string }): void {
  const id = event.id === undefined ? "" : `id: ${event.id}\n`;
  sendText(member, `${id}event: ${event.name}\ndata: ${event.text}\n\n`);
}

/** A comment, which clients pass over: who closes idle connections sees that this one is not. */
export const sendHeartbeat = (member: Member): void => sendText(member, ":\n\n");

function sendText(member: Member, text: string): void {
  member.sentAtMs = performance.now();
  member.send(text);
}
