import { type Actor, assertCan } from "@/lib/auth/actor";
import { countWaiting } from "@/lib/cancellations/count-waiting";
import type { WaitingFor } from "@/lib/cancellations/view";
import { pool } from "@/lib/db/pool";
import { byEventType, type EventType } from "@/lib/events/event-types";
import { checkedLines } from "./checked-lines";
import { webhooksView } from "./read";
import { removals } from "./removals";
import type { WebhooksInput } from "./schema";

/**
 * Which deliveries that wait now saving this would cancel; nothing is changed. Nobody is asked about a save that cannot be.
 * @throws ForbiddenError; InvalidError with every bad line, as the save would
 */
export async function previewSave(
  actor: Actor,
  input: Pick<WebhooksInput, EventType>,
): Promise<WaitingFor[]> {
  assertCan(actor, "webhooks:read");
  const { lines } = await checkedLines(input);
  const after = byEventType((type) => ({
    enabled: input[type].enabled,
    urls: lines[type].map(({ url }) => url),
  }));
  return countWaiting(pool(), removals(await webhooksView(pool()), after));
}
