import type { QueryConfig } from "pg";
import type { Queryable } from "@/lib/db/pool";

/** Which way from a cut: down to older rows, or up to newer ones. */
export type Direction = "down" | "up";

/** Where a row is. `at` is milliseconds since 1970. */
export type RowPlace = { id: string; at: number };

/** How a walk ended: it found what was wanted, there is no more, or it looked at as many rows as one walk may. */
export type Walked = { found: RowPlace[]; ended: "enough" | "done" | "gave_up"; reached: RowPlace | null };

/** The statement of a walk's next step: what matches of about so many candidates after a place. */
export type Step = (after: RowPlace | null, maxCandidates: number) => QueryConfig;

/** `reached` is null when the step came to the end. */
type StepRow = { found: RowPlace[]; reached: RowPlace | null };

/**
 * Candidates that a page's walk looks at in its steps: what no index answers is searched so far and no further, and the reader
 * is told how far. The first step is small, because most searches find enough in it.
 */
export const walkSteps: readonly number[] = [400, 3_600, 12_000];

/** Walks along indexes, some candidates at a time, until enough of them match. */
export async function walk(
  db: Queryable,
  step: Step,
  { wanted, steps }: { wanted: number; steps: readonly number[] },
): Promise<Walked> {
  const found: RowPlace[] = [];
  let reached: RowPlace | null = null;
  for (const maxCandidates of steps) {
    const { rows }: { rows: StepRow[] } = await db.query<StepRow>(step(reached, maxCandidates));
    found.push(...(rows[0]?.found ?? []));
    if (found.length >= wanted) return { found: found.slice(0, wanted), ended: "enough", reached };
    reached = rows[0]?.reached ?? null;
    if (reached === null) return { found, ended: "done", reached };
  }
  return { found, ended: "gave_up", reached };
}

/**
 * A step's statement over several indexes at once. Each source gives at most `perSource` rows in the walk's order. What lies
 * beyond the last row of a source that gave so many is left to the next step, so none is passed over.
 * @param sources SQL of rows (source int, id, at), each source limited
 * @param matching SQL from `candidate` on: joins and conditions
 */
export function stepStatement({
  sources,
  perSource,
  direction,
  key,
  matching,
}: {
  sources: string[];
  perSource: number;
  direction: Direction;
  /** By what rows are in order, largest first. */
  key: readonly string[];
  matching: string;
}): string {
  const order = (reverse: boolean) =>
    key.map((column) => `${column} ${(direction === "down") !== reverse ? "desc" : "asc"}`).join(", ");
  const beyond = direction === "down" ? ">=" : "<=";
  const columns = key.join(", ");
  return `
    with source as materialized (${sources.join(" union all ")}),
    bound as materialized (
      select ${columns}, true as bounds from (
        select distinct on (source) ${columns} from source
        where source in (select source from source group by source having count(*) >= ${perSource})
        order by source, ${order(true)}
      ) as ends order by ${order(false)} limit 1
    ),
    candidate as materialized (
      select source.* from source left join bound on true
      where bound.bounds is null or (${key.map((column) => `source.${column}`).join(", ")}) ${beyond} (${key.map((column) => `bound.${column}`).join(", ")})
    )`.concat(matching);
}
