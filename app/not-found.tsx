import Link from "next/link";
import { FrontDoor } from "@/components/shell/front-door";
import { buttonClass } from "@/components/ui/button";

export default function NotFoundPage() {
  return (
    <FrontDoor
      title="Not found"
      intro="There is nothing at this address: it may have been deleted, or mistyped."
    >
      <Link href="/" className={buttonClass("primary")}>
        Go to Callboard
      </Link>
    </FrontDoor>
  );
}
