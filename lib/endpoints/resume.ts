import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { dueChannel, settingsChannel } from "@/lib/db/locks";
import { prisma } from "@/lib/db/prisma";
import { NotFoundError } from "@/lib/errors";
import { parsePublicId } from "@/lib/ids";
import { log } from "@/lib/log";

/**
 * Lets a suspended endpoint get callbacks again: what waited for it is due now. Does nothing to one that is not suspended.
 * @returns how many deliveries waited
 * @throws ForbiddenError, NotFoundError
 */
export async function resumeEndpoint(actor: Actor, endpointID: string): Promise<{ waiting: number }> {
  assertCan(actor, "webhooks:write");
  const id = parsePublicId("ep", endpointID);
  if (id === null || id > 2_147_483_647n) throw new NotFoundError(`There is no endpoint ${endpointID}.`);
  const waiting = await prisma().$transaction(
    async (tx) => {
      const endpoint = await tx.endpoint.findUnique({ where: { id: Number(id) } });
      if (!endpoint) throw new NotFoundError(`There is no endpoint ${endpointID}.`);
      if (endpoint.state !== "suspended") return 0;
      await tx.endpoint.update({
        where: { id: endpoint.id },
        data: { state: "active", stateReason: null, stateChangedAt: new Date() },
      });
      // What was between two attempts need not sit out its wait.
      await tx.$executeRaw`
        update delivery set next_at = now()
        where endpoint_id = ${endpoint.id} and done_at is null and locked_by is null and next_at > now()`;
      await recordAudit(tx, actor, {
        action: "endpoint.resumed",
        subject: endpointID,
        before: { state: endpoint.state, reason: endpoint.stateReason },
      });
      return tx.delivery.count({ where: { endpointId: endpoint.id, doneAt: null } });
    },
    { timeout: 30_000 },
  );
  await announce();
  return { waiting };
}

/** A hint to the dispatchers; each second's sweep finds what a lost one missed. */
async function announce(): Promise<void> {
  try {
    await prisma().$executeRaw`select pg_notify(${settingsChannel}, ''), pg_notify(${dueChannel}, '')`;
  } catch (error) {
    log.warn({ event: "endpoint.resume_not_announced", err: error });
  }
}
