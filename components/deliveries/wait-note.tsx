import Link from "next/link";
import { Countdown } from "@/components/ui/countdown";
import { Note } from "@/components/ui/note";
import type { DeliveryView } from "@/lib/deliveries/view";

/** What a pending delivery waits for besides its own next attempt: the probing of its URL, or an earlier delivery. */
export function WaitNote({ delivery }: { delivery: DeliveryView }) {
  const { status, endpoint, waitsFor, resendBy, resendFrom } = delivery;
  if (status !== "pending" || endpoint.state === "suspended") return null;
  if (resendBy !== null && endpoint.state === "active") {
    return (
      <Block>
        {resendBy} asked for it to be sent again.{" "}
        {resendFrom === null
          ? "If that attempt fails, it goes on by the schedule."
          : `If that attempt fails, it is ${resendFrom} again, as before.`}
      </Block>
    );
  }
  if (endpoint.state === "probing") {
    return (
      <Block>
        The URL is probed, one call at a time, until it answers
        {endpoint.reason ? `: ${endpoint.reason}` : "."}{" "}
        {endpoint.probeAt && (
          <>
            Its next call goes out <Countdown at={endpoint.probeAt} />.{" "}
          </>
        )}
        This delivery waits and is sent then, or soon after.
      </Block>
    );
  }
  if (!waitsFor) return null;
  return (
    <Block>
      The order of each instance is kept: this delivery waits until{" "}
      <Link href={`/administration/developer/deliveries/${waitsFor}`} className="underline">
        {waitsFor}
      </Link>
      , an earlier one of the same instance to the same URL, is delivered, failed or cancelled.
    </Block>
  );
}

function Block({ children }: { children: React.ReactNode }) {
  return (
    <div className="mb-4">
      <Note>{children}</Note>
    </div>
  );
}
