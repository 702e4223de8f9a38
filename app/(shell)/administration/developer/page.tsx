import type { Metadata } from "next";
import { PageHeader } from "@/components/ui/page-header";
import { TypeCard } from "@/components/webhooks/type-card";
import { WebhooksButton } from "@/components/webhooks/webhooks-button";
import { config } from "@/lib/config";
import { readOverview } from "@/lib/deliveries/overview";
import { pageActor } from "@/lib/web/session";
import { readWebhooks } from "@/lib/webhooks/read";
import { eventTypes } from "@/lib/webhooks/schema";
import { loadWebhooks, saveWebhooks, testWebhook } from "./actions";

export const metadata: Metadata = { title: "Developer resources" };

export default async function DeveloperPage() {
  const actor = await pageActor("webhooks:read", "/administration/developer");
  const [webhooks, overview] = await Promise.all([readWebhooks(actor), readOverview(actor)]);
  const urls = new Set(eventTypes.flatMap((type) => webhooks[type].urls)).size;
  const delivered = eventTypes.reduce((sum, type) => sum + overview[type].delivered, 0);
  return (
    <>
      <PageHeader
        title="Developer resources"
        actions={
          <WebhooksButton
            allow={config().callbackAllow}
            load={loadWebhooks}
            save={saveWebhooks}
            test={testWebhook}
          />
        }
      >
        {urls === 0
          ? "No callback URL yet. Webhooks opens the settings."
          : `${urls} callback URL${urls === 1 ? "" : "s"} · ${delivered.toLocaleString("en-US")} callbacks delivered in the last 24 hours`}
      </PageHeader>
      <div className="grid gap-4 lg:grid-cols-3">
        {eventTypes.map((type) => (
          <TypeCard
            key={type}
            overview={overview[type]}
            enabled={webhooks[type].enabled}
            urls={webhooks[type].urls.length}
          />
        ))}
      </div>
    </>
  );
}
