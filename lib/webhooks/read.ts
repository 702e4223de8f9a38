import { type Actor, assertCan } from "@/lib/auth/actor";
import { type PrismaTx, prisma } from "@/lib/db/prisma";
import type { eventTypes } from "./schema";
import { versionOf } from "./version";
import type { WebhooksView } from "./view";

/** The settings as they are now. @throws ForbiddenError */
export async function readWebhooks(actor: Actor): Promise<WebhooksView> {
  assertCan(actor, "webhooks:read");
  return webhooksView(prisma());
}

/** The settings inside or outside a transaction; for the domain's own use. */
export async function webhooksView(db: PrismaTx): Promise<WebhooksView> {
  const settings = await db.webhookSettings.findUniqueOrThrow({
    where: { id: 1 },
    include: { updatedBy: true },
  });
  const switches = await db.eventSwitch.findMany();
  const subscriptions = await db.subscription.findMany({
    include: { endpoint: true },
    orderBy: { position: "asc" },
  });
  const callback = (type: (typeof eventTypes)[number]) => ({
    enabled: switches.some((one) => one.eventType === type && one.enabled),
    urls: subscriptions.filter((one) => one.eventType === type).map((one) => one.endpoint.url),
  });
  const halted = new Map(
    subscriptions.flatMap(({ endpoint: { url, state } }) => (state === "active" ? [] : [[url, state]])),
  );
  const content = {
    created: callback("created"),
    updated: callback("updated"),
    deleted: callback("deleted"),
  };
  return {
    version: versionOf(content),
    updatedAt: settings.updatedAt?.toISOString() ?? null,
    updatedBy: settings.updatedBy?.name ?? null,
    halted: [...halted].map(([url, state]) => ({ url, state })),
    ...content,
  };
}
