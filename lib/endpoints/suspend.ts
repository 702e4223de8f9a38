import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { announceOnCommit } from "@/lib/db/announce-settings";
import type { EndpointState } from "@/lib/db/generated/enums";
import { inTransaction } from "@/lib/db/pool";
import { countPending } from "./count-pending";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import { nameStateChange } from "./state-change";

/**
 * Stops all calls to an endpoint until it is resumed; its deliveries, also new ones, wait. When it returns, no call
 * to it can begin any more (docs/decisions/0008); one already under way ends. Does nothing to one that is suspended.
 * @returns how many deliveries wait; counting stops at `maxCounted`
 * @throws ForbiddenError, NotFoundError
 */
export async function suspendEndpoint(actor: Actor, endpointID: string): Promise<{ waiting: number }> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  await inTransaction(async (tx) => {
    // Locked, so that a dispatcher that moves the state at the same moment does it before or after, not in between.
    const { rows } = await tx.query<{ state: EndpointState; reason: string | null }>(
      "select state, state_reason as reason from endpoint where id = $1 for no key update",
      [id],
    );
    const [before] = rows;
    if (!before) throw noEndpoint(endpointID);
    if (before.state === "suspended") return;
    const reason = `Suspended by hand by ${actor.name}.`;
    await nameStateChange(tx, actor);
    await tx.query(
      `update endpoint set state = 'suspended', state_reason = $2, state_changed_at = now(), probe_at = null
       where id = $1`,
      [id, reason],
    );
    await recordAudit(tx, actor, {
      action: "endpoint.suspended",
      subject: endpointID,
      before,
      after: { state: "suspended", reason },
    });
    // What the settings say is unchanged, but dispatchers acknowledge versions: this is what is waited for after the commit.
    await announceOnCommit(tx);
  });
  return { waiting: await countPending(id) };
}
