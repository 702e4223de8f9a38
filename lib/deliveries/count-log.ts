import type { QueryResultRow } from "pg";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { type Count, maxCounted } from "@/lib/stats/count";
import { deliveryStep, isIndexed } from "./delivery-step";
import { canBeDeliveries, canBeUnsent } from "./log-conditions";
import type { LogFilter } from "./log-filter";
import { logScope } from "./log-scope";
import { type RowPlace, type StepQuery, stepByStep, type WalkLimits } from "./log-walk";
import { unsentStep } from "./unsent-step";

/** Where no index tells, so many rows are looked up. */
const limits: WalkLimits = { steps: [250, 1_000, 1_250], maxMs: 45 };

type CountRow = QueryResultRow & { n: number; reached: RowPlace | null };

/**
 * How many rows of the log match. Counting stops at `max`, and where no index helps after so many candidates: then there are at
 * least so many.
 * @throws ForbiddenError
 */
export async function countLog(actor: Actor, filter: LogFilter, max = maxCounted): Promise<Count> {
  assertCan(actor, "deliveries:read");
  const scope = await logScope(pool(), filter);
  const given = { scope, cursor: scope.now, direction: "down" as const, wanted: max + 1, counting: true };

  const counts = await Promise.all([
    canBeDeliveries(scope.filter, scope.endpointIds)
      ? countStep(deliveryStep(given), max, isIndexed(scope))
      : nothing,
    canBeUnsent(scope.filter)
      ? countStep(unsentStep(given), max, !scope.filter.processName && !scope.filter.instanceID)
      : nothing,
  ]);
  const found = counts.reduce((sum, one) => sum + one.count, 0);
  return { count: Math.min(found, max), atLeast: found > max || counts.some(({ atLeast }) => atLeast) };
}

const nothing: Count = { count: 0, atLeast: false };

/** Where indexes alone tell, one statement counts it all; else so many candidates are looked up. */
async function countStep(step: StepQuery, max: number, isIndexed: boolean): Promise<Count> {
  let count = 0;
  const reached = await stepByStep(
    isIndexed ? { steps: [max + 1], maxMs: 0 } : limits,
    async (after: RowPlace | null, maxCandidates) => {
      const { rows } = await pool().query<CountRow>(step(after, maxCandidates));
      count += rows[0]?.n ?? 0;
      return count > max ? null : (rows[0]?.reached ?? null);
    },
  );
  return { count, atLeast: count > max || reached !== null };
}
