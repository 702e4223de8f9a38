"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { revokeToken } from "@/lib/tokens/revoke";
import { newTokenSchema, tokenIdSchema } from "@/lib/tokens/schema";
import { action } from "@/lib/web/action";
import { createTokenOnce } from "@/lib/web/create-token-once";
import { formKeySchema } from "@/lib/web/once-for-form";

const page = "/administration/developer/tokens";

/** Answers the token itself, for oneself; it is shown once and kept nowhere. */
export const createTokenAction = action(
  "tokens:write",
  newTokenSchema.extend({ idempotencyKey: formKeySchema }),
  async (actor, { idempotencyKey, ...input }) => {
    // Also where it is told only that there is one: the list behind the dialog shows it.
    revalidatePath(page);
    return { token: await createTokenOnce(actor, idempotencyKey, input) };
  },
);

export const revokeTokenAction = action(
  "tokens:write",
  z.strictObject({ tokenID: tokenIdSchema }),
  async (actor, { tokenID }) => {
    await revokeToken(actor, tokenID);
    revalidatePath(page);
  },
);
