import type { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { ConflictError, quoted } from "@/lib/errors";
import { createToken } from "@/lib/tokens/create";
import type { newTokenSchema } from "@/lib/tokens/schema";
import { onceForForm } from "./once-for-form";

/**
 * Makes one token for a form, however often it is sent. The token itself is kept nowhere, so a repetition is told that it was made.
 * @param key as for `onceForForm`
 * @returns the token, which can never be shown again
 * @throws what `createToken` and `onceForForm` throw; ConflictError where the form has made its token already
 */
export async function createTokenOnce(
  actor: Actor,
  key: string,
  input: z.output<typeof newTokenSchema>,
): Promise<string> {
  let made: string | undefined;
  await onceForForm(actor, key, input, async () => {
    made = (await createToken(actor, input)).token;
    return null;
  });
  if (made !== undefined) return made;
  throw new ConflictError(
    `This was sent before, and the token “${quoted(input.name)}” was made then. It cannot be shown again: if you have not seen it, revoke it in the list and make another.`,
  );
}
