"use client";

import * as Radix from "@radix-ui/react-popover";
import type { ReactNode, RefObject } from "react";

type Props = {
  /** What opened it: it stands beside that, and gives the focus back to it. */
  button: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
  /** Its name, where no heading in it is one. */
  label?: string;
  /** The id of the heading in it that is its name. */
  labelledBy?: string;
  align: "start" | "end";
  className: string;
  children: ReactNode;
};

/** What stands beside a button while it is open. Escape closes it before whatever it lies in. Fetched when it is first opened. */
export function Popover({ button, onClose, label, labelledBy, align, className, children }: Props) {
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Anchor virtualRef={button as RefObject<HTMLButtonElement>} />
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          aria-labelledby={labelledBy}
          sideOffset={6}
          align={align}
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
          className={`max-w-[calc(100vw-24px)] rounded-xl border border-line bg-surface shadow-float ${className}`}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
