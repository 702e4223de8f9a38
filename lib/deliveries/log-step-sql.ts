import type { LogCursor } from "./log-cursor";
import type { LogScope } from "./log-scope";
import type { Direction } from "./log-walk";

/** SQL that steps through deliveries and through events that were not sent have in common. */

/** Where a walk begins, which way it goes, and for how much. */
export type Walk = {
  scope: LogScope;
  cursor: LogCursor;
  direction: Direction;
  /** Nothing below is looked at. */
  floor?: LogCursor | undefined;
  wanted: number;
  /** Says only how many match, up to `wanted`. */
  counting?: boolean;
};

export const milliseconds = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;
export const order = (direction: Direction) => (direction === "down" ? "desc" : "asc");
export const and = (conditions: string[]) => conditions.join(" and ");

/**
 * Looks a candidate's row up by its key. Left to itself, the planner reads the whole table when few of its rows match, whatever it
 * costs; `offset 0` keeps it from that.
 */
export const lookUp = (table: string, columns: string, id: string) =>
  `cross join lateral (select ${columns} from ${table} as wanted where wanted.id = ${id} offset 0) as ${table}`;

/** How many match. */
export const counted = "select (select count(*)::int from matched) as n";

/** Where the rows that match stand, as a JSON list. */
export const foundIn = (rows: string, inOrder: string) => `select coalesce((
  select json_agg(json_build_object('id', id::text, 'at', ${milliseconds("at")}) order by ${inOrder}) from ${rows}
), '[]') as found`;

/** How many rows these selects give together, up to `max`. */
export function countStatement(selects: string[], max: number): string {
  return `select count(*)::int as n, null::json as reached
    from (select from (${selects.join(" union all ")}) as every limit ${max}) as counted`;
}
