import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { dueChannel, settingsChannel } from "@/lib/db/locks";
import { type PrismaTx, prisma } from "@/lib/db/prisma";
import { log } from "@/lib/log";
import { endpointIdOf, noEndpoint } from "./endpoint-id";

/**
 * Lets a suspended endpoint get callbacks again: what waited for it is due now and goes out at a rising rate. One that is
 * probed gets its next single call at once. Does nothing to one that is active.
 * @returns how many deliveries waited
 * @throws ForbiddenError, NotFoundError
 */
export async function resumeEndpoint(actor: Actor, endpointID: string): Promise<{ waiting: number }> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  const waiting = await prisma().$transaction(
    async (tx) => {
      const endpoint = await tx.endpoint.findUnique({ where: { id } });
      if (!endpoint) throw noEndpoint(endpointID);
      const { state, stateReason } = endpoint;
      if (state === "active") return 0;
      const changed = state === "suspended" ? await resumeSuspended(tx, id) : await probeNow(tx, id);
      if (changed === 0) return 0;
      await recordAudit(tx, actor, {
        action: state === "suspended" ? "endpoint.resumed" : "endpoint.probed",
        subject: endpointID,
        before: { state, reason: stateReason },
      });
      return tx.delivery.count({ where: { endpointId: id, doneAt: null } });
    },
    { timeout: 30_000 },
  );
  await announce(id);
  return { waiting };
}

/** @returns 0 when somebody else was faster */
async function resumeSuspended(tx: PrismaTx, id: number): Promise<number> {
  // What was between two attempts need not sit out its wait. Before the endpoint's row is locked: a long backlog would
  // otherwise hold up the dispatchers, which count results into that row.
  await tx.$executeRaw`
    update delivery set next_at = now()
    where endpoint_id = ${id} and done_at is null and locked_by is null and next_at > now()`;
  return tx.$executeRaw`
    update endpoint
    set state = 'active', state_reason = null, state_changed_at = clock_timestamp(), failures = 0, failing_since = null,
      probe_at = null, recovered_at = clock_timestamp()
    where id = ${id} and state = 'suspended'`;
}

/** @returns 0 when it is not probed any more */
async function probeNow(tx: PrismaTx, id: number): Promise<number> {
  // A probe is made with what is due. Where all deliveries wait for a retry, the oldest is taken.
  await tx.$executeRaw`
    update delivery set next_at = now()
    where id = (
      select id from delivery where endpoint_id = ${id} and done_at is null and locked_by is null order by id limit 1
    ) and next_at > now()
      and not exists (select from delivery where endpoint_id = ${id} and done_at is null and next_at <= now())`;
  return tx.$executeRaw`update endpoint set probe_at = now() where id = ${id} and state = 'probing'`;
}

/** A hint to the dispatchers; each second's sweep finds what a lost one missed. */
async function announce(id: number): Promise<void> {
  try {
    await prisma()
      .$executeRaw`select pg_notify(${settingsChannel}, ''), pg_notify(${dueChannel}, ${String(id)})`;
  } catch (error) {
    log.warn({ event: "endpoint.resume_not_announced", err: error });
  }
}
