"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { createToken } from "@/lib/tokens/create";
import { revokeToken } from "@/lib/tokens/revoke";
import { newTokenSchema, tokenIdSchema } from "@/lib/tokens/schema";
import { action } from "@/lib/web/action";

const page = "/administration/developer/tokens";

/** Answers the token itself, for oneself; it is shown once and kept nowhere. */
export const createTokenAction = action("tokens:write", newTokenSchema, async (actor, input) => {
  const { token } = await createToken(actor, input);
  revalidatePath(page);
  return { token };
});

export const revokeTokenAction = action(
  "tokens:write",
  z.strictObject({ tokenID: tokenIdSchema }),
  async (actor, { tokenID }) => {
    await revokeToken(actor, tokenID);
    revalidatePath(page);
  },
);
