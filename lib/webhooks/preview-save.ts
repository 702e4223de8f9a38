import { type Actor, assertCan } from "@/lib/auth/actor";
import { checkCallbackLines } from "@/lib/callback/url-lines";
import { countWaiting } from "@/lib/cancellations/count-waiting";
import type { WaitingFor } from "@/lib/cancellations/view";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { byEventType, type EventType } from "@/lib/events/event-types";
import { webhooksView } from "./read";
import { removals } from "./removals";
import type { WebhooksInput } from "./schema";

/** Which deliveries that wait now saving this would cancel. Nothing is changed, nor judged. @throws ForbiddenError */
export async function previewSave(
  actor: Actor,
  input: Pick<WebhooksInput, EventType>,
): Promise<WaitingFor[]> {
  assertCan(actor, "webhooks:read");
  const rules = config();
  const after = byEventType((type) => ({
    enabled: input[type].enabled,
    urls: checkCallbackLines(input[type].urls, rules).lines.map(({ url }) => url),
  }));
  return countWaiting(pool(), removals(await webhooksView(pool()), after));
}
