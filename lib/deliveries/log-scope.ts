import type { Queryable } from "@/lib/db/pool";
import { containsPattern } from "./contains";
import { type IdRange, idRange } from "./id-range";
import type { LogCut } from "./log-cut";
import { type LogFilter, periodMinutes } from "./log-schema";

/** A filter as the walks need it, and the cut above everything there is now. */
export type LogScope = {
  /** Without `last`: a period has become a time. */
  filter: LogFilter;
  /** Endpoints whose URL matches; null without such a filter. */
  endpointIds: number[] | null;
  /** Where deliveries of the time asked for can be; null without one. */
  range: IdRange | null;
  now: LogCut;
};

type Row = { now: number; next: string; since: string | null; endpoint_ids: number[] | null };

export async function logScope(db: Queryable, given: LogFilter): Promise<LogScope> {
  const { last, ...filter } = given;
  const { rows } = await db.query<Row>(
    `select (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
       (coalesce((select max(id) from delivery), 0) + 1)::text as next,
       to_char((now() - $1 * interval '1 min') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since,
       case when $2::text is null then null else array(select id from endpoint where url ~ $2 order by id) end as endpoint_ids`,
    [last ? periodMinutes[last] : null, filter.url ? containsPattern(filter.url) : null],
  );
  const [row] = rows;
  if (!row) throw new Error("The scope came back empty.");
  const from = row.since && (!filter.from || filter.from < row.since) ? row.since : filter.from;
  const timed = from !== undefined || filter.to !== undefined;
  return {
    filter: { ...filter, ...(from === undefined ? {} : { from }) },
    endpointIds: row.endpoint_ids,
    range: timed ? await idRange(db, { from, to: filter.to }) : null,
    now: { delivery: row.next, at: Math.ceil(row.now) + 1, event: "" },
  };
}
