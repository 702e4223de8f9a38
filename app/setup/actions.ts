"use server";

import { redirect } from "next/navigation";
import { isSetupCode } from "@/lib/auth/setup-code";
import { config } from "@/lib/config";
import { createFirstAdministrator } from "@/lib/users/first-administrator";
import { firstAdministratorSchema } from "@/lib/users/schema";
import { answered, formOf, textOf, typedIn } from "@/lib/web/action";
import { judgeCredentials } from "@/lib/web/authorize";
import { parseInput } from "@/lib/web/input-errors";
import type { FormState } from "@/lib/web/result";
import { startSessionWithCookie } from "@/lib/web/start-session";

const wrongCode =
  "This set-up link is wrong or out of date. The current one is in the output of npm start; or: npm run admin -- user create --email you@example.com --name You --role administrator";

/** Makes the first administrator and signs them in; the code takes the place of a session, since nobody has one yet. */
export async function createAdministrator(
  _: FormState<void> | null,
  given: FormData,
): Promise<FormState<void>> {
  const form = formOf(given);
  const refused = await answered("createAdministrator", async () => {
    if (!isSetupCode(textOf(form, "code"), config().appSecret)) {
      return { ok: false, status: 404, message: wrongCode };
    }
    const person = parseInput(firstAdministratorSchema, {
      name: textOf(form, "name"),
      email: textOf(form, "email"),
      password: textOf(form, "password"),
    });
    const made = await createFirstAdministrator(person);
    if (made === null) {
      return { ok: false, status: 404, message: "An administrator exists already. Sign in instead." };
    }
    const outcome = await judgeCredentials(person);
    if (outcome.kind === "signed_in") await startSessionWithCookie(outcome);
    return redirect("/administration/developer");
  });
  return { ...refused, typed: typedIn(form, "name", "email") };
}
