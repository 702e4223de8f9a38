import type { Queryable } from "@/lib/db/pool";
import { containsPattern } from "./contains";
import { type IdRange, idRange } from "./id-range";
import type { LogCursor } from "./log-cursor";
import { type LogFilter, withoutPeriod } from "./log-filter";

/** A filter as the walks need it, and the cursor above everything there is now. */
export type LogScope = {
  /** Without `last`: a period has become a time. */
  filter: LogFilter;
  /** Endpoints whose URL matches; null without such a filter. */
  endpointIds: number[] | null;
  /** Where deliveries of the time asked for can be; null without one. */
  range: IdRange | null;
  now: LogCursor;
};

type Row = { now: number; next: string; endpoint_ids: number[] | null };

export async function logScope(db: Queryable, given: LogFilter): Promise<LogScope> {
  const { rows } = await db.query<Row>(
    `select (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
       (coalesce((select max(id) from delivery), 0) + 1)::text as next,
       case when $1::text is null then null else array(select id from endpoint where url ~ $1 order by id) end as endpoint_ids`,
    [given.url ? containsPattern(given.url) : null],
  );
  const [row] = rows;
  if (!row) throw new Error("The scope came back empty.");
  const filter = withoutPeriod(given, row.now);
  const timed = filter.from !== undefined || filter.to !== undefined;
  return {
    filter,
    endpointIds: row.endpoint_ids,
    range: timed ? await idRange(db, filter) : null,
    now: { delivery: row.next, at: Math.ceil(row.now) + 1, event: "" },
  };
}
