import type { QueryConfig } from "pg";
import type { Queryable } from "@/lib/db/pool";
import { reconcileStatement, spanStatement } from "./statement";
import { type HourSums, type Span, spansBetween, type VerifiedHour } from "./verified-hours";
import type { ConcernRow } from "./view";

/** What was found in a span, but for hours that are known. Times are milliseconds since 1970. */
export type Looked = {
  hours: HourSums[];
  hoursConcerned: number[];
  unaccounted: number;
  concerns: ConcernRow[];
};

type Row = Omit<Looked, "hours" | "hoursConcerned"> & {
  hours: (Omit<HourSums, "hour"> & { hour: string })[];
  hoursConcerned: string[];
};

/** From when to when, as the database's clock has it. Null: everything kept, up to now. */
export async function readSpan(
  db: Queryable,
  { from, to, retentionDays }: { from: Date | null; to: Date | null; retentionDays: number },
): Promise<Span> {
  const { rows } = await db.query<Span>(spanStatement, [from, to, retentionDays]);
  const [span] = rows;
  if (!span) throw new Error("The span to reconcile is unknown.");
  return span;
}

/**
 * Reads every row of a span, but of the hours that are known.
 * @param named how many concerns to name
 * @param answerMs when this side gives up on the answer
 */
export async function lookAtSpan(
  db: Queryable,
  span: Span,
  { known = [], named, answerMs }: { known?: VerifiedHour[]; named: number; answerMs?: number },
): Promise<Looked> {
  const rest = spansBetween(span, known);
  const query: QueryConfig & { query_timeout?: number } = {
    text: reconcileStatement(rest.length),
    values: [
      span.from,
      span.to,
      span.completeFrom,
      named,
      known.map(({ hour }) => new Date(hour)),
      known.map(({ verifiedAt }) => new Date(verifiedAt)),
      ...rest.flatMap((one) => [one.from, one.to]),
    ],
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
  };
  const { rows } = await db.query<Row>(query);
  const [found] = rows;
  if (!found) throw new Error("There are no sums to reconcile.");
  return {
    ...found,
    hours: found.hours.map((sums) => ({ ...sums, hour: Date.parse(sums.hour) })),
    hoursConcerned: found.hoursConcerned.map((hour) => Date.parse(hour)),
  };
}
