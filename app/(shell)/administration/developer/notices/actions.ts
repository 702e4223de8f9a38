"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { seenSecretUntil } from "@/lib/endpoints/schema";
import { markRead } from "@/lib/notices/mark-read";
import { markReadInput, webhookInput } from "@/lib/notices/schema";
import { rotateNoticeSecret, saveNoticeWebhook, showNoticeSecret } from "@/lib/notices/webhook/settings";
import { testNoticeWebhook } from "@/lib/notices/webhook/test-post";
import { action, formAction, textsOf, typedIn } from "@/lib/web/action";

const page = "/administration/developer/notices";

export const markNoticesReadAction = action("deliveries:read", markReadInput, async (actor, input) => {
  await markRead(actor, input);
  revalidatePath(page);
});

export const saveNoticeWebhookAction = formAction(
  "notices:write",
  webhookInput,
  // Nothing at all is no empty URL, which switches posting off.
  (given) => ({ input: { url: textsOf(given, "url")[0] }, typed: typedIn(given, "url") }),
  async (actor, input) => {
    await saveNoticeWebhook(actor, input);
    revalidatePath(page);
  },
);

export const testNoticeWebhookAction = action("notices:write", z.strictObject({}), (actor) =>
  testNoticeWebhook(actor),
);

export const showNoticeSecretAction = action("notices:write", z.strictObject({}), (actor) =>
  showNoticeSecret(actor),
);

export const rotateNoticeSecretAction = action(
  "notices:write",
  z.strictObject({ previousSecretUntil: seenSecretUntil }),
  async (actor, { previousSecretUntil }) => {
    try {
      return await rotateNoticeSecret(actor, previousSecretUntil);
    } finally {
      revalidatePath(page);
    }
  },
);
