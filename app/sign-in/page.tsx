import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FrontDoor } from "@/components/shell/front-door";
import { Note } from "@/components/ui/note";
import { SignInForm } from "@/components/users/sign-in-form";
import { SignedOut } from "@/components/users/signed-out";
import { SingleSignOnButton } from "@/components/users/single-sign-on-button";
import { config } from "@/lib/config";
import { hasAdministrator } from "@/lib/users/first-administrator";
import { singleSignOnProblem } from "@/lib/users/sign-in-problem";
import { linkRequestCode } from "@/lib/web/link-request-code";
import { leftAtProvider } from "@/lib/web/provider-session";
import { redirectPath } from "@/lib/web/redirect-path";
import { currentActor } from "@/lib/web/session";
import { providerSignOutAction, signInAction, singleSignOnAction } from "./actions";

export const metadata: Metadata = { title: "Sign in" };

type Parameter = string | string[] | undefined;
type Props = {
  searchParams: Promise<{ callbackUrl?: Parameter; error?: Parameter; state?: Parameter }>;
};

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl, error, state } = await searchParams;
  const target = redirectPath(callbackUrl);
  if (await currentActor()) redirect(target);
  const provider = config().singleSignOn?.name ?? null;
  const left = await leftAtProvider();
  const intro = (await hasAdministrator())
    ? "Forgot the password? An administrator can set a new one."
    : "Nobody can sign in yet: Callboard printed a link to create the first administrator when it started.";
  return (
    <FrontDoor title="Sign in" intro={intro}>
      {provider && typeof error === "string" && (
        <div className="mb-4">
          <Note tone="bad">{singleSignOnProblem(error, provider, await linkRequestCode())}</Note>
        </div>
      )}
      {provider && left && typeof error !== "string" && (
        <div className="mb-4">
          <SignedOut
            provider={provider}
            ended={state === left.state}
            end={left.address === null ? null : providerSignOutAction}
          />
        </div>
      )}
      <SignInForm target={target} signIn={signInAction} />
      {provider && <SingleSignOnButton provider={provider} target={target} leave={singleSignOnAction} />}
    </FrontDoor>
  );
}
