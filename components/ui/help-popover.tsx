"use client";

import * as Popover from "@radix-ui/react-popover";
import { type ReactNode, type RefObject, useId } from "react";

/** What stands under a "?" while it is open. Escape closes it before whatever it lies in. */
export function HelpPopover({
  button,
  onClose,
  children,
}: {
  button: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
  children: ReactNode;
}) {
  const heading = useId();
  return (
    <Popover.Root open onOpenChange={onClose}>
      <Popover.Anchor virtualRef={button as RefObject<HTMLButtonElement>} />
      <Popover.Portal>
        <Popover.Content
          aria-labelledby={heading}
          sideOffset={8}
          align="start"
          collisionPadding={12}
          // The button itself closes it.
          onInteractOutside={(event) => {
            if (event.target instanceof Node && button.current?.contains(event.target))
              event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            button.current?.focus();
          }}
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
