"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { setSubscription } from "@/lib/notices/mail/subscription";
import { subscriptionInput } from "@/lib/notices/schema";
import { endOwnSession } from "@/lib/sessions/end";
import { endSessionSchema } from "@/lib/sessions/schema";
import { changeOwnPassword, signOutEverywhere } from "@/lib/users/account";
import { passwordChangeSchema } from "@/lib/users/schema";
import { action, formAction, textOf } from "@/lib/web/action";
import { startSessionWithCookie } from "@/lib/web/start-session";

/** All other sessions end; this browser goes on. */
export const changePasswordAction = formAction(
  "account:write",
  passwordChangeSchema,
  (given) => ({ input: { present: textOf(given, "present"), next: textOf(given, "next") } }),
  async (actor, input) => {
    const sessionVersion = await changeOwnPassword(actor, input);
    if (actor.userId !== null) await startSessionWithCookie({ id: actor.userId, sessionVersion });
  },
);

export const endSessionAction = formAction(
  "account:write",
  endSessionSchema,
  (given) => ({ input: { sessionID: textOf(given, "sessionID") } }),
  async (actor, { sessionID }) => {
    await endOwnSession(actor, sessionID);
    revalidatePath("/account");
  },
);

export const signOutEverywhereAction = action("account:write", z.strictObject({}), async (actor) =>
  signOutEverywhere(actor),
);

export const setNoticeMailsAction = action("deliveries:read", subscriptionInput, async (actor, input) => {
  await setSubscription(actor, input);
  revalidatePath("/account");
});
