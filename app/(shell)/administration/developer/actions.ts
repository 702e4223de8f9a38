"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { resumeEndpoint } from "@/lib/endpoints/resume";
import { action } from "@/lib/web/action";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { testInput, webhooksShape } from "@/lib/webhooks/schema";
import { testCallback } from "@/lib/webhooks/test-callback";

export const loadWebhooks = action(z.strictObject({}), (actor) => readWebhooks(actor));

export const saveWebhooks = action(webhooksShape, async (actor, input) => {
  const outcome = await replaceWebhooks(actor, input);
  revalidatePath("/administration/developer", "layout");
  return outcome;
});

export const testWebhook = action(testInput, testCallback);

export const resumeAction = action(z.strictObject({ endpointID: z.string() }), async (actor, input) => {
  const resumed = await resumeEndpoint(actor, input.endpointID);
  revalidatePath("/administration/developer", "layout");
  return resumed;
});
