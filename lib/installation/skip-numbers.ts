import type { Queryable } from "@/lib/db/pool";

/** How many numbers of each process's instances are passed over; the migration `skip_numbers` does it. */
const skippedInstances = 100_000;

/** What of each kind was passed over: none of it is given out from here, all of it may have been by the original. */
export type SkippedNumbers = Record<string, string>;

const kinds: Record<string, string> = {
  dlv: "deliveries",
  ep: "callback URLs",
  job: "bulk resends",
  usr: "users",
  ntc: "notices",
  aud: "entries of the history",
};

/**
 * Lets all numbers that leave Callboard go on after a gap: those of instances, deliveries, endpoints, users, resends, notices and the
 * history. A state that is older than the original would give out again what that gave out since (docs/decisions/0058).
 */
export async function skipNumbers(db: Queryable): Promise<SkippedNumbers> {
  const { rows } = await db.query<{ prefix: string; first: string; last: string }>(
    "select prefix, first, last from skip_numbers()",
  );
  const skipped = rows.map(({ prefix, first, last }) => [
    kinds[prefix] ?? prefix,
    `${prefix}_${first} to ${prefix}_${last}`,
  ]);
  return {
    instances: `${skippedInstances.toLocaleString("en-US")} numbers of each process`,
    ...Object.fromEntries(skipped),
  };
}
