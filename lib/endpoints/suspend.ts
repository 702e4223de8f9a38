import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { EndpointState } from "@/lib/db/generated/enums";
import { prisma } from "@/lib/db/prisma";
import { announceSettings, nextSettingsVersion } from "@/lib/events/announce-settings";
import { endpointIdOf, noEndpoint } from "./endpoint-id";

/**
 * Stops all calls to an endpoint until somebody resumes it; its deliveries, also new ones, wait. When it returns, no call
 * to it can begin any more (docs/decisions/0008); one already under way ends. Does nothing to one that is suspended.
 * @returns how many deliveries wait
 * @throws ForbiddenError, NotFoundError
 */
export async function suspendEndpoint(actor: Actor, endpointID: string): Promise<{ waiting: number }> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  const { version, waiting } = await prisma().$transaction(async (tx) => {
    // Locked, so that a dispatcher that moves the state at the same moment does it before or after, not in between.
    const [before] = await tx.$queryRaw<{ state: EndpointState; reason: string | null }[]>`
      select state, state_reason as reason from endpoint where id = ${id} for no key update`;
    if (!before) throw noEndpoint(endpointID);
    const waiting = await tx.delivery.count({ where: { endpointId: id, doneAt: null } });
    if (before.state === "suspended") return { version: null, waiting };
    const reason = `Suspended by hand by ${actor.name}.`;
    await tx.$executeRaw`
      update endpoint
      set state = 'suspended', state_reason = ${reason}, state_changed_at = now(), probe_at = null
      where id = ${id}`;
    await recordAudit(tx, actor, {
      action: "endpoint.suspended",
      subject: endpointID,
      before,
      after: { state: "suspended", reason },
    });
    // What the settings say is unchanged, but dispatchers acknowledge versions: this is what is waited for below.
    return { version: await nextSettingsVersion(tx), waiting };
  });
  if (version !== null) await announceSettings(version);
  return { waiting };
}
