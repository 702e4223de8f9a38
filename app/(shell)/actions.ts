"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { releaseDispatch } from "@/lib/installation/release";
import { releaseInput } from "@/lib/installation/schema";
import { endSession } from "@/lib/sessions/end";
import { action, answered } from "@/lib/web/action";
import type { FormState } from "@/lib/web/result";
import { clearSessionCookie, sentSessionId } from "@/lib/web/session-cookie";

/** Ends the session of this browser, on the server and here. Whoever has none is only led to the sign-in page. */
export async function signOutAction(_: FormState<void> | null): Promise<FormState<void>> {
  return answered("signOut", async () => {
    const id = await sentSessionId();
    if (id !== null) await endSession(id);
    await clearSessionCookie(id);
    return redirect("/sign-in");
  });
}

export const releaseDispatchAction = action("dispatch:write", releaseInput, async (actor, { as }) => {
  await releaseDispatch(actor, as);
  revalidatePath("/", "layout");
});
