"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { entryIdSchema } from "@/lib/audit/schema";
import { resumeEndpoint } from "@/lib/endpoints/resume";
import { endpointInput, maxTestsAtOnce, testUrlInput, testUrlsInput } from "@/lib/endpoints/schema";
import { suspendEndpoint } from "@/lib/endpoints/suspend";
import { testUrl } from "@/lib/endpoints/test-call";
import { listEvents } from "@/lib/events/read";
import { eventTypeSchema } from "@/lib/events/schema";
import { action } from "@/lib/web/action";
import { eachAnswered } from "@/lib/web/each-answered";
import { saveOrder } from "@/lib/webhooks/order";
import { previewSave } from "@/lib/webhooks/preview-save";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { orderInput, webhooksShape } from "@/lib/webhooks/schema";
import { undoSave } from "@/lib/webhooks/undo-save";

export const loadWebhooks = action("webhooks:read", z.strictObject({}), (actor) => readWebhooks(actor));

export const saveWebhooks = action("webhooks:write", webhooksShape, async (actor, input) => {
  const outcome = await replaceWebhooks(actor, input);
  revalidatePath("/administration/developer", "layout");
  return outcome;
});

export const previewSaveAction = action("webhooks:read", webhooksShape.omit({ version: true }), previewSave);

export const undoSaveAction = action(
  "webhooks:write",
  webhooksShape.pick({ version: true }).extend({ entryID: entryIdSchema }),
  async (actor, input) => {
    const outcome = await undoSave(actor, input);
    revalidatePath("/administration/developer", "layout");
    return outcome;
  },
);

export const testWebhook = action("webhooks:write", testUrlInput, testUrl);

export const testWebhooks = action("webhooks:write", testUrlsInput, async (actor, { urls, eventType }) =>
  eachAnswered(urls, { name: "testWebhooks", maxAtOnce: maxTestsAtOnce }, (url) =>
    testUrl(actor, { url, eventType }),
  ),
);

const maxPastEvents = 10;

/** The latest events of one type, to be sent again as a test. */
export const latestEvents = action(
  "webhooks:read",
  z.strictObject({ eventType: eventTypeSchema }),
  async (actor, { eventType }) => {
    const { items } = await listEvents(actor, { eventType, limit: maxPastEvents });
    return items.map(({ eventID, instanceID, processName, occurredAt }) => ({
      eventID,
      instanceID,
      processName,
      occurredAt,
    }));
  },
);

export const suspendAction = action("webhooks:write", endpointInput, async (actor, input) => {
  const suspended = await suspendEndpoint(actor, input.endpointID);
  revalidatePath("/administration/developer", "layout");
  return suspended;
});

export const resumeAction = action("webhooks:write", endpointInput, async (actor, input) => {
  const resumed = await resumeEndpoint(actor, input.endpointID);
  revalidatePath("/administration/developer", "layout");
  return resumed;
});

export const saveOrderAction = action("webhooks:write", orderInput, async (actor, input) => {
  const outcome = await saveOrder(actor, input);
  revalidatePath("/administration/developer", "layout");
  return outcome;
});
