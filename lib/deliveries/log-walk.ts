import type { QueryConfig } from "pg";
import type { Queryable } from "@/lib/db/pool";

/** Which way from a cursor: down to older rows, or up to newer ones. */
export type Direction = "down" | "up";

/** Where a row is. `at` is milliseconds since 1970. */
export type RowPlace = { id: string; at: number };

/** How a walk ended: it found what was wanted, there is no more, or it looked at as many rows as one walk may. */
export type Walked = { found: RowPlace[]; ended: "enough" | "done" | "gave_up"; reached: RowPlace | null };

/** The statement of a walk's next step: what matches of about so many candidates after a place. */
export type StepQuery = (after: RowPlace | null, maxCandidates: number) => QueryConfig;

/** `reached` is null when the step came to the end. */
type StepRow = { found: RowPlace[]; reached: RowPlace | null };

/**
 * How far a walk goes: so many candidates, step by step, for about `maxMs`. The first step is taken in any case; those after it
 * are as large as the time left allows, and at least as large as the first.
 */
export type WalkLimits = { steps: readonly number[]; maxMs: number };

/**
 * A page's: what no index answers is searched so far and no further, and the reader is told how far. The first step is small,
 * because most searches find enough in it, and because rows that lie far apart on a disk take a hundred times as long as rows
 * in memory.
 */
export const pageLimits: WalkLimits = { steps: [100, 400, 1_600, 6_400, 12_000], maxMs: 45 };

/** Walks along indexes, some candidates at a time, until enough of them match. */
export async function walk(
  db: Queryable,
  step: StepQuery,
  { wanted, limits }: { wanted: number; limits: WalkLimits },
): Promise<Walked> {
  const found: RowPlace[] = [];
  const reached = await stepByStep(limits, async (after: RowPlace | null, maxCandidates) => {
    const { rows } = await db.query<StepRow>(step(after, maxCandidates));
    found.push(...(rows[0]?.found ?? []));
    return found.length >= wanted ? null : (rows[0]?.reached ?? null);
  });
  if (found.length >= wanted) return { found: found.slice(0, wanted), ended: "enough", reached };
  return { found, ended: reached === null ? "done" : "gave_up", reached };
}

/**
 * Takes steps until one says that there is no more, or the limits are reached.
 * @param take goes on from where the step before ended, and says where it ended itself; null: there is no more
 * @returns where the last step ended
 */
export async function stepByStep<Place>(
  { steps, maxMs }: WalkLimits,
  take: (after: Place | null, maxCandidates: number) => Promise<Place | null>,
): Promise<Place | null> {
  const startedAtMs = performance.now();
  const [minCandidates = 1] = steps;
  let reached: Place | null = null;
  let affordable = Number.POSITIVE_INFINITY;
  for (const maxCandidates of steps) {
    if (affordable < minCandidates) break;
    const candidates = Math.min(maxCandidates, affordable);
    const beganMs = performance.now();
    reached = await take(reached, candidates);
    if (reached === null) break;
    const endedMs = performance.now();
    const leftMs = maxMs - (endedMs - startedAtMs);
    affordable = leftMs > 0 ? Math.floor((leftMs * candidates) / (endedMs - beganMs)) : 0;
  }
  return reached;
}

/**
 * A step's statement over several indexes at once. What lies beyond the last row of a source that gave as many as it may is left
 * to the next step, so none is passed over; so is what lies beyond the first `maxLookedUp` of those that fit.
 * @param sources as `sourceOf` makes them
 * @param matching SQL from `candidate` on: joins and conditions. `reached` has one row, or none at the end of all sources
 */
export function stepStatement({
  sources,
  maxLookedUp,
  direction,
  key,
  matching,
}: {
  sources: string[];
  maxLookedUp: number;
  direction: Direction;
  /** By what rows are in order, largest first. */
  key: readonly string[];
  matching: string;
}): string {
  const [near, far] = [orderOf(key, direction), orderOf(key, direction === "down" ? "up" : "down")];
  const columns = key.join(", ");
  const of = (table: string) => key.map((column) => `${table}.${column}`).join(", ");
  return `
    with source as materialized (${sources.join(" union all ")}),
    bound as materialized (
      select ${columns}, true as bounds from source where is_last order by ${near} limit 1
    ),
    candidate as materialized (
      select ${of("source")} from source left join bound on true
      where source.fits and (bound.bounds is null or (${of("source")}) ${direction === "down" ? ">=" : "<="} (${of("bound")}))
      order by ${near} limit ${maxLookedUp}
    ),
    reached as materialized (
      select ${columns} from (select ${columns} from candidate order by ${far} limit 1) as last
      where (select count(*) from candidate) >= ${maxLookedUp}
      union all
      select ${columns} from bound where (select count(*) from candidate) < ${maxLookedUp}
    )`.concat(matching);
}

const orderOf = (key: readonly string[], direction: Direction) =>
  key.map((column) => `${column} ${direction === "down" ? "desc" : "asc"}`).join(", ");

/**
 * SQL of a source: of the first `limit` rows those that fit, and the last of so many.
 * @param rows SQL of rows with the columns of the key and `fits`
 */
export function sourceOf(
  rows: string,
  { limit, direction, key }: { limit: number; direction: Direction; key: readonly string[] },
): string {
  const columns = key.join(", ");
  const order = orderOf(key, direction);
  return `select ${columns}, fits, is_last from (
    select ${columns}, fits, row_number() over (order by ${order}) = ${limit} as is_last
    from (${rows} order by ${order} limit ${limit}) as walked
  ) as numbered where fits or is_last`;
}
