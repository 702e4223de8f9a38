import { afterEvent, type LogCursor } from "./log-cursor";
import type { Direction, RowPlace, Walked } from "./log-walk";

export type MergedRow = RowPlace & { kind: "delivery" | "unsent" };

export type Merged = {
  /** In the order of the walk. */
  rows: MergedRow[];
  /** The cursor beyond the last row. */
  next: LogCursor;
  /** There is more, or may be. */
  more: boolean;
  /** How far was searched, in milliseconds since 1970, where a walk gave up before the page was full. */
  searchedTo: number | null;
};

/**
 * One page of two walks from the same cursor, by time. Where a walk gave up, nothing beyond that time is taken from the other: what
 * the first has not looked at belongs between. Pure.
 */
export function mergeWalks(
  { deliveries, unsent }: { deliveries: Walked; unsent: Walked },
  { cursor, direction, limit }: { cursor: LogCursor; direction: Direction; limit: number },
): Merged {
  const rows: MergedRow[] = [];
  const left = { delivery: [...deliveries.found], unsent: [...unsent.found] };
  const [nearest, farthest] = direction === "down" ? [Math.max, Math.min] : [Math.min, Math.max];
  // Deliveries are in the order of their ids, not quite of their times: what a walk found is never beyond its own end.
  const ends = [deliveries, unsent].flatMap(({ found, ended, reached }) =>
    ended === "gave_up" && reached ? [farthest(reached.at, ...found.map(({ at }) => at))] : [],
  );
  const end = ends.length === 0 ? null : nearest(...ends);
  const isBeyond = (at: number) => end !== null && (direction === "down" ? at < end : at > end);
  while (rows.length < limit) {
    const kind = nextKind(left.delivery[0], left.unsent[0], direction);
    const row = kind && left[kind][0];
    if (!kind || !row || isBeyond(row.at)) break;
    rows.push({ ...row, kind });
    left[kind].shift();
  }
  const isFull = rows.length === limit;
  const last = {
    delivery: lastPlace(rows, "delivery", deliveries, left.delivery),
    unsent: lastPlace(rows, "unsent", unsent, left.unsent),
  };
  return {
    rows,
    next: beyond(cursor, last, direction),
    more: end !== null || left.delivery.length + left.unsent.length > 0,
    searchedTo: isFull ? null : end,
  };
}

/** Of the same time a delivery is above an event that was not sent. */
function nextKind(
  delivery: RowPlace | undefined,
  unsent: RowPlace | undefined,
  direction: Direction,
): MergedRow["kind"] | null {
  if (!delivery || !unsent) return delivery ? "delivery" : unsent ? "unsent" : null;
  const isDeliveryAbove = delivery.at >= unsent.at;
  return isDeliveryAbove === (direction === "down") ? "delivery" : "unsent";
}

/** The last row taken of one walk; where it gave up and nothing it found is left, as far as it looked. */
function lastPlace(
  rows: MergedRow[],
  kind: MergedRow["kind"],
  { ended, reached }: Walked,
  left: RowPlace[],
): RowPlace | null {
  if (ended === "gave_up" && left.length === 0) return reached;
  return rows.findLast((row) => row.kind === kind) ?? null;
}

function beyond(
  cursor: LogCursor,
  { delivery, unsent }: { delivery: RowPlace | null; unsent: RowPlace | null },
  direction: Direction,
): LogCursor {
  const isDown = direction === "down";
  return {
    ...cursor,
    ...(delivery ? { delivery: isDown ? delivery.id : String(BigInt(delivery.id) + 1n) } : {}),
    ...(unsent ? { at: unsent.at, event: isDown ? unsent.id : afterEvent(unsent.id) } : {}),
  };
}
