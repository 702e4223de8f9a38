import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FrontDoor } from "@/components/shell/front-door";
import { SignInForm } from "@/components/users/sign-in-form";
import { config } from "@/lib/config";
import { hasAdministrator } from "@/lib/users/first-administrator";
import { currentActor } from "@/lib/web/session";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ callbackUrl?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const target = ownPath((await searchParams).callbackUrl);
  if (await currentActor()) redirect(target);
  const intro = (await hasAdministrator())
    ? "Forgot the password? An administrator can set a new one."
    : "Nobody can sign in yet: Callboard printed a link to create the first administrator when it started.";
  return (
    <FrontDoor title="Sign in" intro={intro}>
      <SignInForm target={target} />
    </FrontDoor>
  );
}

/** Where to go afterwards: a path of our own, whatever the address bar was given. */
function ownPath(wanted: string | string[] | undefined): string {
  const home = config().appUrl;
  if (typeof wanted !== "string" || !URL.canParse(wanted, home)) return "/";
  const { origin, pathname, search } = new URL(wanted, home);
  return origin === new URL(home).origin && !pathname.startsWith("//") ? `${pathname}${search}` : "/";
}
