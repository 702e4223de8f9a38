import type { NoticeKind } from "./view";

type Condition = "active" | "failing" | "probing" | "suspended";

/** A row of `endpoint_state_change`. */
export type StateChange = {
  id: string;
  endpointId: number;
  from: Condition;
  to: Condition;
  reason: string | null;
  atMs: number;
  by: string | null;
};

export type NewNotice = {
  kind: NoticeKind;
  endpointId: number;
  atMs: number;
  reason: string | null;
  by: string | null;
};

/** The last notice of an endpoint that is about its state. */
export type LastNotice = { kind: NoticeKind; atMs: number };

/** An endpoint that fails now and then is told of once in this time, unless it gets worse. */
export const quietMs = 10 * 60_000;

/**
 * Which of these changes people are told of, in their order. That an endpoint fails again soon after it was told to fail is no news;
 * that it works again is news only where it was told that it does not. Pure.
 * @param last of each endpoint; updated by what is told
 */
export function judgeChanges(changes: readonly StateChange[], last: Map<number, LastNotice>): NewNotice[] {
  return changes.flatMap((change) => {
    const { endpointId, reason, atMs, by } = change;
    const kind = kindOf(change, last.get(endpointId));
    if (kind === null) return [];
    last.set(endpointId, { kind, atMs });
    return [{ kind, endpointId, atMs, reason, by }];
  });
}

function kindOf({ from, to, atMs, by }: StateChange, last: LastNotice | undefined): NoticeKind | null {
  switch (to) {
    case "failing":
      return last && atMs - last.atMs < quietMs ? null : "failing";
    case "probing":
      return "probed";
    case "suspended":
      return "suspended";
    case "active":
      if (by !== null && from === "suspended") return "resumed";
      return last === undefined || last.kind === "recovered" || last.kind === "resumed" ? null : "recovered";
    default:
      return to satisfies never;
  }
}
