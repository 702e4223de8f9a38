import type { Queryable } from "@/lib/db/pool";
import { addSums, noSums, type Sums } from "./sums";

/** One hour of events, by the time it begins at, milliseconds since 1970. */
export type HourSums = Sums & { hour: number };
export type VerifiedHour = HourSums & { verifiedAt: number };

export type Span = { from: Date; to: Date; completeFrom: Date; now: Date };

const hourMs = 3_600_000;
/** A transaction that records events, or takes up again what had ended, takes no longer. */
export const margin = "interval '1 min'";
const marginMs = 60_000;

/**
 * Hours wholly within the span that were verified, and of which nothing was taken up again since. An older release does not count
 * events whose process no URL wants: in its hours they are counted along their index.
 * @param db the transaction that looks at the rest, so that both are of one snapshot
 */
export async function readVerifiedHours(
  db: Queryable,
  { from, to, completeFrom }: Span,
): Promise<VerifiedHour[]> {
  const { rows } = await db.query<VerifiedHour>(
    `select (extract(epoch from hour) * 1000)::float8 as hour, (extract(epoch from verified_at) * 1000)::float8 as "verifiedAt",
       changes, expected, delivered, 0 as pending, failed, cancelled, switched_off as "switchedOff", no_urls as "noUrls",
       coalesce(process_not_wanted, (
         select count(*)::int from event
         where event_type = any (enum_range(null::event_type)) and outcome = 'process_not_wanted' and outcome <> 'dispatched'
           and occurred_at >= hour and occurred_at < hour + interval '1 h'
       )) as "processNotWanted"
     from verified_hour
     where hour >= greatest($1::timestamptz, $3::timestamptz) and hour + interval '1 h' <= $2::timestamptz
       and not exists (
         select from reopened_hour where reopened_hour.hour = verified_hour.hour and at > verified_hour.verified_at - ${margin}
       )
     order by hour`,
    [from, to, completeFrom],
  );
  return rows;
}

/** What is left of the span around the known hours, which are in order. */
export function spansBetween({ from, to }: Span, known: readonly VerifiedHour[]): { from: Date; to: Date }[] {
  const spans: { from: Date; to: Date }[] = [];
  let at = from.getTime();
  for (const { hour } of known) {
    if (hour > at) spans.push({ from: new Date(at), to: new Date(hour) });
    at = hour + hourMs;
  }
  if (at < to.getTime()) spans.push({ from: new Date(at), to });
  return spans;
}

/**
 * Keeps the hours that were looked at as a whole, are over, hold nothing that can change by itself, and nothing that is not
 * accounted for. An hour without events is kept too. What was kept of any other hour is forgotten.
 */
export async function keepVerifiedHours(
  db: Queryable,
  { from, to, completeFrom, now }: Span,
  {
    hours,
    concerned,
    known,
  }: { hours: HourSums[]; concerned: readonly number[]; known: readonly VerifiedHour[] },
): Promise<void> {
  const byHour = new Map(hours.map((sums) => [sums.hour, sums]));
  const left = new Set([...concerned, ...known.map(({ hour }) => hour)]);
  const first = Math.ceil(Math.max(from.getTime(), completeFrom.getTime()) / hourMs) * hourMs;
  const end = Math.min(to.getTime(), now.getTime() - marginMs);
  const open = [...concerned, ...hours.filter(({ pending }) => pending > 0).map(({ hour }) => hour)];
  await db.query("delete from verified_hour where hour = any ($1::timestamptz[])", [
    open.map((hour) => new Date(hour)),
  ]);
  const closed: HourSums[] = [];
  for (let hour = first; hour + hourMs <= end; hour += hourMs) {
    const sums = byHour.get(hour) ?? { hour, ...noSums };
    if (!left.has(hour) && sums.pending === 0) closed.push(sums);
  }
  if (closed.length === 0) return;
  const of = (name: keyof Sums) => closed.map((sums) => sums[name]);
  await db.query(
    `insert into verified_hour (hour, verified_at, changes, expected, delivered, failed, cancelled, switched_off, no_urls, process_not_wanted)
     select to_timestamp(hour / 1000), $2, changes, expected, delivered, failed, cancelled, switched_off, no_urls, process_not_wanted
     from unnest($1::float8[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[])
       as closed (hour, changes, expected, delivered, failed, cancelled, switched_off, no_urls, process_not_wanted)
     on conflict (hour) do update set verified_at = excluded.verified_at, changes = excluded.changes,
       expected = excluded.expected, delivered = excluded.delivered, failed = excluded.failed, cancelled = excluded.cancelled,
       switched_off = excluded.switched_off, no_urls = excluded.no_urls, process_not_wanted = excluded.process_not_wanted
     where excluded.verified_at > verified_hour.verified_at`,
    [
      closed.map(({ hour }) => hour),
      now,
      of("changes"),
      of("expected"),
      of("delivered"),
      of("failed"),
      of("cancelled"),
      of("switchedOff"),
      of("noUrls"),
      of("processNotWanted"),
    ],
  );
}

/** The sums of all. */
export const sumOf = (hours: readonly Sums[]): Sums => hours.reduce(addSums, noSums);
