import type { Queryable } from "@/lib/db/pool";
import { lookAtSpan, readSpan } from "./look-at-span";
import { hourOf } from "./statement";
import { keepVerifiedHours, margin } from "./verified-hours";

/** The longest period that the screen offers, and a day. */
const maxDays = 31;
const hourMs = 3_600_000;

/** The hours that are over and were not verified since they were last taken up again, the latest first, as milliseconds since 1970. */
export async function hoursToVerify(db: Queryable, retentionDays: number): Promise<number[]> {
  const { completeFrom } = await readSpan(db, { from: null, to: null, retentionDays });
  const { rows } = await db.query<{ hour: number }>(
    `select (extract(epoch from hour) * 1000)::float8 as hour
     from generate_series(
       ${hourOf("greatest($1::timestamptz, now() - make_interval(days => $2::int))")} + interval '1 h',
       ${hourOf(`now() - ${margin}`)} - interval '1 h', interval '1 h'
     ) as hour
     where hour >= ${hourOf("(select min(occurred_at) from event)")} and not exists (
       select from verified_hour where verified_hour.hour = hour.hour and not exists (
         select from reopened_hour where reopened_hour.hour = verified_hour.hour and at > verified_hour.verified_at - ${margin}
       )
     )
     order by 1 desc`,
    [completeFrom, maxDays],
  );
  return rows.map(({ hour }) => hour);
}

/**
 * Reads every row of an hour, and keeps its sums where nothing of it is open or unaccounted for (docs/decisions/0020).
 * @param session one connection, not a pool: the look is of one snapshot
 * @param hour milliseconds since 1970
 */
export async function verifyHour(session: Queryable, hour: number, retentionDays: number): Promise<void> {
  await session.query("begin isolation level repeatable read, read only");
  try {
    const span = await readSpan(session, {
      from: new Date(hour),
      to: new Date(hour + hourMs),
      retentionDays,
    });
    const { hours, hoursConcerned } = await lookAtSpan(session, span, { named: 0 });
    await session.query("commit");
    await keepVerifiedHours(session, span, { hours, concerned: hoursConcerned, known: [] });
  } catch (error) {
    // Where the connection is gone, this fails as well, and the error above says why.
    await session.query("rollback").catch(() => undefined);
    throw error;
  }
}
