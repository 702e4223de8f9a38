import { isUnclaimed } from "@/lib/attempts/state";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { EndpointState } from "@/lib/db/generated/enums";
import { dueChannel, settingsChannel } from "@/lib/db/locks";
import { afterCommit, inTransaction, pool } from "@/lib/db/pool";
import { log } from "@/lib/log";
import { countPending } from "./count-pending";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import { nameStateChange } from "./state-change";

/**
 * Lets a suspended endpoint get callbacks again: what waited for it is due now and goes out at a rising rate. One that is
 * probed gets its next single call at once. Does nothing to one that is active.
 * @returns how many deliveries waited; counting stops at `maxCounted`
 * @throws ForbiddenError, NotFoundError
 */
export async function resumeEndpoint(actor: Actor, endpointID: string): Promise<{ waiting: number }> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  const waiting = await countPending(id);
  const resumed = await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ state: EndpointState; reason: string | null }>(
      "select state, state_reason as reason from endpoint where id = $1 for no key update",
      [id],
    );
    const [before] = rows;
    if (!before) throw noEndpoint(endpointID);
    if (before.state === "active") return false;
    const isSuspended = before.state === "suspended";
    await nameStateChange(tx, actor);
    await tx.query(isSuspended ? activate : probeNow, [id]);
    await recordAudit(tx, actor, {
      action: isSuspended ? "endpoint.resumed" : "endpoint.probed",
      subject: endpointID,
      before,
    });
    await afterCommit(async () => {
      await makeDue(id, isSuspended ? waitingForRetry : oneWaitingForRetry);
      await announce(id);
    });
    return true;
  });
  return { waiting: resumed ? waiting : 0 };
}

const activate = `
update endpoint
set state = 'active', state_reason = null, state_changed_at = clock_timestamp(), failures = 0, failing_since = null,
  probe_at = null, recovered_at = clock_timestamp()
where id = $1`;

const probeNow = "update endpoint set probe_at = now() where id = $1";

/** What was between two attempts need not sit out its wait. */
const waitingForRetry = `
update delivery set next_at = now()
where id = any (array(
  select id from delivery
  where endpoint_id = $1 and done_at is null and ${isUnclaimed()} and next_at > now()
  order by next_at, id limit $2 for no key update skip locked
))`;

/** A probe is made with what is due. Where all deliveries wait for a retry, the oldest of the next ones is taken. */
const oneWaitingForRetry = `
update delivery set next_at = now()
where id = (
  select id from (
    select id from delivery
    where endpoint_id = $1 and done_at is null and ${isUnclaimed()} and next_at > now()
    order by next_at limit $2
  ) as next order by id limit 1
) and not exists (select from delivery where endpoint_id = $1 and done_at is null and next_at <= now())`;

const maxStep = 500;
/** What takes longer goes out at the time of its own retry, a day later at most: few deliveries are ever between two attempts. */
const maxStepsMs = 1_000;

/** In steps after the commit, for nobody is to wait for a long backlog. What fails here is due at its own time. */
async function makeDue(endpointId: number, statement: string): Promise<void> {
  const untilMs = performance.now() + maxStepsMs;
  try {
    let changed: number | null = maxStep;
    while (changed === maxStep && performance.now() < untilMs) {
      changed = (await pool().query(statement, [endpointId, maxStep])).rowCount;
    }
  } catch (error) {
    log.warn({ event: "endpoint.retries_not_due", endpointId, err: error });
  }
}

/** A hint to the dispatchers; each second's sweep finds what a lost one missed. */
async function announce(id: number): Promise<void> {
  try {
    await pool().query("select pg_notify($1, ''), pg_notify($2, $3)", [
      settingsChannel,
      dueChannel,
      String(id),
    ]);
  } catch (error) {
    log.warn({ event: "endpoint.resume_not_announced", err: error });
  }
}
