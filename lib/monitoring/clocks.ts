import { type Actor, assertCan } from "@/lib/auth/actor";
import { livingDispatchers } from "@/lib/db/living-dispatchers";
import { pool } from "@/lib/db/pool";
import { clockAheadMetric } from "@/lib/metric-names";

/** A dispatcher whose machine's clock is off the database's. */
type WrongClock = { host: string; aheadS: number };

/** Receivers refuse a `webhook-timestamp` that is five minutes off (Standard Webhooks, "Verifying signatures"). */
const maxOffS = 30;

const statement = `
select host, ahead as "aheadS"
from ${livingDispatchers} as living join dispatcher on dispatcher.id = living.id
  cross join lateral (select (jsonb_path_query_first(
    metrics, '$[*] ? (@.name == "${clockAheadMetric}").values[0].value'
  ))::float8 as ahead) as clock
where abs(ahead) > $1::float8
order by abs(ahead) desc`;

/** Dispatchers whose signatures may be refused as too old or too new, as they last said. @throws ForbiddenError */
export async function readWrongClocks(actor: Actor): Promise<WrongClock[]> {
  assertCan(actor, "webhooks:read");
  const { rows } = await pool().query<WrongClock>(statement, [maxOffS]);
  return rows;
}

/** What is wrong with a clock, and what to do, in sentences. Pure. */
export function wrongClockText({ host, aheadS }: WrongClock): string {
  const off = Math.abs(aheadS);
  const span = off < 120 ? `${Math.round(off)} seconds` : `${Math.round(off / 60)} minutes`;
  const side = aheadS > 0 ? "ahead of" : "behind";
  return `The clock of ${host} is ${span} ${side} the database's. Receivers refuse signatures that are five minutes off: set the clock, by NTP.`;
}
