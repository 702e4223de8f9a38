import { readWebhooksOperation, replaceWebhooksOperation } from "@/lib/api/webhooks";
import { entityTagOf, expectedVersions } from "@/lib/web/if-match";
import { onlyMethods } from "@/lib/web/only-methods";
import { RequestError } from "@/lib/web/problem";
import { reply } from "@/lib/web/reply";
import { route } from "@/lib/web/route";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { settingsOf, type WebhooksView } from "@/lib/webhooks/view";
import { whoSaved } from "@/lib/webhooks/who-saved";

export const GET = route(readWebhooksOperation, async ({ actor }) => withTag(await readWebhooks(actor)));

export const PUT = route(replaceWebhooksOperation, async ({ actor, body, headers }) => {
  const outcome = await replaceWebhooks(actor, { ...body, version: expectedVersions(headers) });
  if (outcome.kind === "saved") return withTag(outcome.webhooks);
  const { current } = outcome;
  const since = current.updatedAt ? `${whoSaved(current)}.` : "The settings are not those of that ETag.";
  throw new RequestError(412, `${since} Nothing was changed; read them again before you replace them.`);
});

function withTag(webhooks: WebhooksView) {
  return reply(settingsOf(webhooks), { headers: { etag: entityTagOf(webhooks.version) } });
}

const others = onlyMethods("GET", "PUT");

export { others as DELETE, others as PATCH, others as POST };
