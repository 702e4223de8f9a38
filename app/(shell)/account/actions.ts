"use server";

import { z } from "zod";
import { changeOwnPassword, signOutEverywhere } from "@/lib/users/account";
import { passwordChangeSchema } from "@/lib/users/schema";
import { action } from "@/lib/web/action";
import { renewSession } from "@/lib/web/renew-session";

/** All other sessions end; this browser goes on. */
export const changePasswordAction = action("account:write", passwordChangeSchema, async (actor, input) => {
  const sessionVersion = await changeOwnPassword(actor, input);
  if (actor.userId !== null) await renewSession(actor.userId, sessionVersion);
});

export const signOutEverywhereAction = action("account:write", z.strictObject({}), async (actor) =>
  signOutEverywhere(actor),
);
