"use server";

import { redirect } from "next/navigation";
import { config } from "@/lib/config";
import { busySentence } from "@/lib/errors";
import { waitProblem } from "@/lib/users/sign-in-problem";
import { answered, formOf, textOf, typedIn } from "@/lib/web/action";
import { judgeCredentials } from "@/lib/web/authorize";
import { leaveForProvider } from "@/lib/web/leave-for-provider";
import { leftAtProvider } from "@/lib/web/provider-session";
import { redirectPath } from "@/lib/web/redirect-path";
import type { FormState } from "@/lib/web/result";
import { startSessionWithCookie } from "@/lib/web/start-session";

/** Signs in whoever knows an email and its password, and goes on to the path they wanted. */
export async function signInAction(_: FormState<void> | null, given: FormData): Promise<FormState<void>> {
  const form = formOf(given);
  const refused = await answered("signIn", async () => {
    const [email, password] = [textOf(form, "email"), textOf(form, "password")];
    if (email === "" || password === "") {
      return { ok: false, status: 422, message: "Enter your email and your password." };
    }
    const outcome = await judgeCredentials({ email, password });
    switch (outcome.kind) {
      case "wait":
        return { ok: false, status: 429, message: waitProblem(outcome.seconds) };
      case "busy":
        return { ok: false, status: 503, message: busySentence };
      case "refused":
        return {
          ok: false,
          status: 401,
          message: "The email or the password is not right, or the account is disabled.",
        };
      case "signed_in":
        await startSessionWithCookie(outcome);
        return redirect(redirectPath(textOf(form, "target")));
    }
  });
  return { ...refused, typed: typedIn(form, "email") };
}

/** Sends whoever presses the button to the single sign-on provider. The page leads on: see `SingleSignOnButton`. */
export async function singleSignOnAction(
  _: FormState<string> | null,
  given: FormData,
): Promise<FormState<string>> {
  return answered<FormState<string>>("singleSignOn", async () => {
    if (!config().singleSignOn) {
      return { ok: false, status: 404, message: "There is no single sign-on here." };
    }
    return { ok: true, value: await leaveForProvider(redirectPath(textOf(formOf(given), "target"))) };
  });
}

/** Where the browser ends the provider's own session, which outlived the one it had here. The page leads on: see `SignedOut`. */
export async function providerSignOutAction(_: FormState<string> | null): Promise<FormState<string>> {
  return answered<FormState<string>>("providerSignOut", async () => {
    const address = (await leftAtProvider())?.address ?? null;
    return address === null
      ? { ok: false, status: 404, message: "Callboard no longer knows of a session there." }
      : { ok: true, value: address };
  });
}
