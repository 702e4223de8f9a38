"use client";

import * as Radix from "@radix-ui/react-switch";
import type { Ref } from "react";

/** On or off; named by the label whose `htmlFor` is `id`, and explained by the text whose id is `describedBy`. */
export function Switch({
  id,
  checked,
  onCheckedChange,
  describedBy,
  busy,
  ref,
}: {
  id: string;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  describedBy?: string;
  busy?: boolean;
  ref?: Ref<HTMLButtonElement> | undefined;
}) {
  return (
    <Radix.Root
      ref={ref}
      id={id}
      checked={checked}
      onCheckedChange={onCheckedChange}
      aria-describedby={describedBy}
      aria-busy={busy}
      className="h-[22px] w-[38px] shrink-0 rounded-full border border-transparent bg-line-strong px-px data-[state=checked]:bg-primary forced-colors:border-[ButtonText]"
    >
      <Radix.Thumb className="block size-[18px] rounded-full bg-surface shadow-card transition-transform data-[state=checked]:translate-x-4 forced-colors:bg-[ButtonText]" />
    </Radix.Root>
  );
}
