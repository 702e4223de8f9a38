import { setTimeout as pause } from "node:timers/promises";
import { type Actor, assertCan, operator } from "@/lib/auth/actor";
import { ExpectedError } from "@/lib/errors";
import { warnSparingly } from "@/lib/limited-log";
import { reconcile } from "./reconcile";
import type { Reconciliation } from "./view";

const dayMs = 86_400_000;
/** Nobody waits for it longer than `waitMs` once there is a result to show. */
const limitMs = 10_000;
const waitMs = 100;
/** After one that took a second the next begins no earlier than twenty later: reading the log must not become what a page costs. */
const restFactor = 20;

type Found = Reconciliation | null;

/** What is shown; its sums trust hours that were verified, its comparison of the stats is of the last look at every row. */
let shown: { found: Found } | undefined;
let underWay: Promise<unknown> | undefined;
/** Ends before `underWay` does: nobody waits for the look at every row. */
let summing: Promise<unknown> | undefined;
const nextAtMs = { sums: 0, everyRow: 0 };

/**
 * The last 24 hours, reconciled for everybody who looks: one at a time in this process, and never more than a twentieth of the
 * time. What is shown takes hours as they were verified, so that it does not depend on how much they hold; every row is read, and the
 * stats are compared, behind it (docs/decisions/0020). It may be older where there is much to read; `to` says of when it is.
 * @returns null where that takes longer than ten seconds
 * @throws ForbiddenError
 */
export async function reconcileLastDay(actor: Actor): Promise<Found> {
  assertCan(actor, "deliveries:read");
  if (!underWay && performance.now() >= nextAtMs.sums) {
    summing = sum().finally(() => {
      summing = undefined;
    });
    underWay = summing.then(readEveryRow).finally(() => {
      underWay = undefined;
    });
    // Whoever waits for the sums is told of what went wrong with them.
    underWay.catch(() => {});
  }
  if (summing) await (shown ? Promise.race([summing, pause(waitMs)]) : summing);
  return shown?.found ?? null;
}

async function sum(): Promise<void> {
  const found = await paced("sums", { trustVerified: true });
  const stats = shown?.found?.stats ?? null;
  shown = { found: found && { ...found, stats } };
}

/** What that finds lost behind everybody's back in an hour that was verified, the next sums find as well. */
async function readEveryRow(): Promise<void> {
  if (performance.now() < nextAtMs.everyRow) return;
  try {
    const found = await paced("everyRow", {});
    if (found && shown?.found) shown = { found: { ...shown.found, stats: found.stats } };
  } catch (error) {
    warnSparingly("reconciliation.failed", { event: "reconciliation.failed", reason: String(error) });
  }
}

async function paced(kind: keyof typeof nextAtMs, options: { trustVerified?: boolean }): Promise<Found> {
  const startedAtMs = performance.now();
  try {
    return await reconcile(operator, { from: new Date(Date.now() - dayMs) }, { limitMs, ...options });
  } catch (error) {
    if (error instanceof ExpectedError) return null;
    throw error;
  } finally {
    const endedAtMs = performance.now();
    nextAtMs[kind] = endedAtMs + (endedAtMs - startedAtMs) * restFactor;
  }
}
