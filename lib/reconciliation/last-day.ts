import { setTimeout as pause } from "node:timers/promises";
import { type Actor, assertCan, operator } from "@/lib/auth/actor";
import { ExpectedError } from "@/lib/errors";
import { reconcile } from "./reconcile";
import type { Reconciliation } from "./view";

const dayMs = 86_400_000;
/** Nobody waits for it longer than `waitMs` once there is a result to show. */
const limitMs = 10_000;
const waitMs = 100;
/** After one that took a second the next begins no earlier than twenty later: reading the log must not become what a page costs. */
const minRest = 20;

type Result = { found: Reconciliation | null };

let last: (Result & { nextAtMs: number }) | undefined;
let running: Promise<Result> | undefined;

/**
 * The last 24 hours, reconciled for everybody who looks: one at a time in this process, and never more than a twentieth of the
 * time. So what it costs does not grow with those who look, and what it returns may be older where there is much to read; `to` says
 * of when it is.
 * @returns null where that takes longer than ten seconds
 * @throws ForbiddenError
 */
export async function reconcileLastDay(actor: Actor): Promise<Reconciliation | null> {
  assertCan(actor, "deliveries:read");
  if (!running && (!last || performance.now() >= last.nextAtMs)) running = run();
  if (!running) return last?.found ?? null;
  const known = last;
  const soon = known ? Promise.race([running, pause(waitMs, known)]) : running;
  return (await soon).found;
}

async function run(): Promise<Result> {
  const startedAtMs = performance.now();
  try {
    const found = await reconcile(operator, { from: new Date(Date.now() - dayMs) }, { limitMs }).catch(
      (error) => {
        if (error instanceof ExpectedError) return null;
        throw error;
      },
    );
    const tookMs = performance.now() - startedAtMs;
    last = { found, nextAtMs: performance.now() + tookMs * minRest };
    return last;
  } finally {
    running = undefined;
  }
}
