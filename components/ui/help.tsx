"use client";

import * as Popover from "@radix-ui/react-popover";
import { type ReactNode, useId } from "react";

/** A "?" that opens an explanation headed "Help". Escape closes it before whatever it lies in. */
export function Help({ about, children }: { about: string; children: ReactNode }) {
  const heading = useId();
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={`Help: ${about}`}
        className="grid size-[22px] shrink-0 place-items-center rounded-full border border-line-strong text-xs font-bold text-primary hover:bg-surface-2"
      >
        ?
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-labelledby={heading}
          sideOffset={8}
          align="start"
          collisionPadding={12}
          className="z-[60] w-[330px] max-w-[calc(100vw-24px)] overflow-hidden rounded-xl border border-line bg-surface shadow-float"
        >
          <h3 id={heading} className="border-b border-line bg-surface-2 px-3.5 py-2 font-semibold">
            Help
          </h3>
          <div className="px-3.5 py-3">{children}</div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
