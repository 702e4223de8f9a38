import { type Actor, assertCan } from "@/lib/auth/actor";
import { type Queryable, transactionOrPool } from "@/lib/db/pool";
import { byEventType, type EventType } from "@/lib/events/event-types";
import { versionOf } from "./version";
import type { WebhooksView } from "./view";

type Row = {
  updated_at: Date | null;
  updated_by: string | null;
  enabled: EventType[];
  subscriptions: { eventType: EventType; url: string }[];
};

const statement = `
select settings.updated_at, user_account.name as updated_by,
  array(select event_type::text from event_switch where enabled) as enabled,
  (select coalesce(json_agg(json_build_object('eventType', event_type, 'url', url) order by position), '[]')
    from subscription join endpoint on endpoint.id = endpoint_id) as subscriptions
from webhook_settings as settings left join user_account on user_account.id = settings.updated_by_id
where settings.id = 1`;

/** The settings as they are now. @throws ForbiddenError */
export async function readWebhooks(actor: Actor): Promise<WebhooksView> {
  assertCan(actor, "webhooks:read");
  return webhooksView(transactionOrPool());
}

/** The settings inside or outside a transaction, in one statement; for the domain's own use. */
export async function webhooksView(db: Queryable): Promise<WebhooksView> {
  const { rows } = await db.query<Row>(statement);
  const [settings] = rows;
  if (!settings) throw new Error("The settings have no row.");
  const { enabled, subscriptions } = settings;
  const content = byEventType((type) => ({
    enabled: enabled.includes(type),
    urls: subscriptions.filter((one) => one.eventType === type).map(({ url }) => url),
  }));
  return {
    version: versionOf(content),
    updatedAt: settings.updated_at?.toISOString() ?? null,
    updatedBy: settings.updated_by,
    ...content,
  };
}
