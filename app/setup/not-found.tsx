import Link from "next/link";
import { FrontDoor } from "@/components/shell/front-door";
import { buttonClass } from "@/components/ui/button";
import { hasAdministrator } from "@/lib/users/first-administrator";

/** For a set-up link that does not work: where the one that does is. */
export default async function SetupNotFound() {
  if (await hasAdministrator()) {
    return (
      <FrontDoor
        title="Callboard is set up already"
        intro="An administrator exists; only they and operators make further users."
      >
        <Link href="/sign-in" className={buttonClass("primary")}>
          Sign in
        </Link>
      </FrontDoor>
    );
  }
  return (
    <FrontDoor
      title="Set up Callboard"
      intro={
        <>
          This set-up link is not valid (any more). The current one is in the output of{" "}
          <code className="text-[13px]">npm start</code>; or:{" "}
          <code className="text-[13px]">
            npm run admin -- user create --email you@example.com --name You --role administrator
          </code>
          .
        </>
      }
    />
  );
}
