import Link from "next/link";
import { Fragment } from "react";
import { Countdown } from "@/components/ui/countdown";

/** A piece of a sentence: a text, a moment to count down to, or a delivery to link to. */
export type Part = string | { at: string } | { deliveryID: string };

/** A sentence, its moments counted down and its deliveries linked. */
export function Sentence({ parts }: { parts: readonly Part[] }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence have no other identity
    <Fragment key={index}>
      {gapAfter(parts[index - 1])}
      <One part={part} />
    </Fragment>
  ));
}

function One({ part }: { part: Part }) {
  if (typeof part === "string") return part;
  if ("at" in part) return <Countdown at={part.at} />;
  return (
    <Link href={`/administration/developer/deliveries/${part.deliveryID}`} className="underline">
      {part.deliveryID}
    </Link>
  );
}

/** What stands between a part and the next: a space after the end of a sentence. */
export function gapAfter(part: Part | undefined): string {
  return typeof part === "string" && part.endsWith(".") ? " " : "";
}
