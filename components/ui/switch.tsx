"use client";

import type { Ref } from "react";

/** On or off; named by the label whose `htmlFor` is `id`, and explained by the text whose id is `describedBy` (ARIA 1.2, switch). */
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
    <button
      ref={ref}
      type="button"
      role="switch"
      id={id}
      aria-checked={checked}
      onClick={() => onCheckedChange(!checked)}
      aria-describedby={describedBy}
      aria-busy={busy}
      className="group h-[22px] w-[38px] shrink-0 rounded-full border border-transparent bg-line-strong px-px aria-checked:bg-primary forced-colors:border-[ButtonText]"
    >
      <span
        aria-hidden
        className="block size-[18px] rounded-full bg-surface shadow-card transition-transform group-aria-checked:translate-x-4 forced-colors:bg-[ButtonText]"
      />
    </button>
  );
}
