import { type Actor, assertCan } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { inOwnTransaction, pool } from "@/lib/db/pool";
import { InvalidError, TooManyError } from "@/lib/errors";
import { compareStats } from "@/lib/stats/compare";
import { type Looked, lookAtSpan, readSpan } from "./look-at-span";
import type { ReconciliationSpan } from "./schema";
import { keepVerifiedHours, readVerifiedHours, type Span, sumOf, type VerifiedHour } from "./verified-hours";
import { concernText, type Reconciliation } from "./view";

/** Concerns named in one answer. */
const defaultNamed = 20;
/** What a caller waits for; reading a million deliveries takes about three seconds. */
const defaultLimitMs = 10_000;

/** Each holds a connection for seconds; the rest of the pool is everybody else's. */
const maxUnderWay = 2;
let underWay = 0;

/**
 * Whether every change has its event, every event its deliveries, and every delivery the attempts its status speaks of; in one
 * snapshot, without locks. Where nothing was lost, delivered + pending + failed + cancelled is expected, and unaccounted is 0. Then
 * whether the stats agree with the log. What was verified before may be trusted (docs/decisions/0020).
 * @throws ForbiddenError, TooManyError when two are under way in this process, InvalidError when it takes longer than the limit
 */
export async function reconcile(
  actor: Actor,
  { from, to }: ReconciliationSpan = {},
  { limitMs = defaultLimitMs, wholeLog = false, trustVerified = false, named = defaultNamed }: Options = {},
): Promise<Reconciliation> {
  assertCan(actor, "deliveries:read");
  if (underWay >= maxUnderWay)
    throw new TooManyError("Two reconciliations are under way; try again in a moment.");
  underWay += 1;
  try {
    const { span, known, found, stats } = await inOwnTransaction(
      async (tx) => {
        await tx.query("select set_config('statement_timeout', $1, true)", [String(limitMs)]);
        const retentionDays = config().retentionDays;
        const span = await readSpan(tx, { from: from ?? null, to: to ?? null, retentionDays });
        const known = trustVerified ? await readVerifiedHours(tx, span) : [];
        const found = await lookAtSpan(tx, span, { known, named, answerMs: limitMs + 500 });
        const stats = trustVerified ? null : await compareStats(tx, span, { always: wholeLog, limitMs });
        return { span, known, found, stats };
      },
      { oneMoment: true },
    );
    const { hours, hoursConcerned } = found;
    await keepVerifiedHours(pool(), span, { hours, concerned: hoursConcerned, known });
    return { ...viewOf(span, { known, found }), stats };
  } catch (error) {
    if (!isCancelled(error)) throw error;
    const message = `The span holds too much to be reconciled within ${limitMs / 1_000} seconds; give a shorter one with from and to.`;
    throw new InvalidError([{ path: "from", message }]);
  } finally {
    underWay -= 1;
  }
}

type Options = {
  /** How long the database may take. */
  limitMs?: number;
  /** Compares the stats also where the log is too long to be read for a request. */
  wholeLog?: boolean;
  /** Takes hours that were verified before as they were then, unless something of them was taken up again; leaves the stats alone. */
  trustVerified?: boolean;
  /** How many concerns to name. */
  named?: number;
};

function viewOf(
  span: Span,
  { known, found }: { known: VerifiedHour[]; found: Looked },
): Omit<Reconciliation, "stats"> {
  const { switchedOff, noUrls, processNotWanted, ...sums } = sumOf([...found.hours, ...known]);
  const { unaccounted, concerns } = found;
  const oldest = Math.min(...known.map(({ verifiedAt }) => verifiedAt));
  return {
    from: span.from.toISOString(),
    to: span.to.toISOString(),
    completeFrom: span.completeFrom.toISOString(),
    ...sums,
    notSent: { switched_off: switchedOff, no_urls: noUrls, process_not_wanted: processNotWanted },
    unaccounted,
    concerns: concerns.map((row) => ({
      eventID: row.eventID,
      instanceID: row.instanceID,
      problem: concernText(row),
    })),
    ...(known.length > 0 ? { verified: { hours: known.length, since: new Date(oldest).toISOString() } } : {}),
  };
}

/** SQLSTATE 57014: the statement's time was up. */
function isCancelled(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "57014";
}
