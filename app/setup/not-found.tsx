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
        intro="There is an administrator already. Further users are made by an administrator, or by an operator on the command line."
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
          This set-up link is wrong or out of date. The current one is in the output of{" "}
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
