"use client";

import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useRef } from "react";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** Whether a `DialogDescription` stands in the children. */
  described?: boolean;
  footer: ReactNode;
  children: ReactNode;
  wide?: boolean;
  /** What gets the focus first; else the first control does. */
  initialFocus?: () => HTMLElement | null | undefined;
  /** What × does; as Escape unless given. */
  onDismiss?: () => void;
  /** Keys pressed in this dialog, not in one above. */
  onKeyDown?: (event: KeyboardEvent) => void;
};

/** What a screen reader says with the dialog's title. */
export const DialogDescription = Radix.Description;

/** A modal dialog. A click outside does not close it: typed text must not be lost to a slip of the hand. */
export function Dialog(props: Props) {
  const { open, onOpenChange, title, description, footer, children, wide = false, initialFocus } = props;
  const opener = useRef<Element | null>(null);
  const described = props.described || description !== undefined;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        {/* As high as the dialogs: a second one dims the first. */}
        <Radix.Overlay className="fixed inset-0 z-50 bg-[#0f1222a8]" />
        <Radix.Content
          // Opened by state, not by a Radix trigger: who had the focus before gets it back.
          onOpenAutoFocus={(event) => {
            opener.current = document.activeElement;
            const first = initialFocus?.();
            if (!first) return;
            event.preventDefault();
            first.focus();
          }}
          onCloseAutoFocus={() => {
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          onKeyDown={(event) => {
            // React hands on the keys of dialogs above as well, wherever they stand in the page.
            if (event.target instanceof Node && event.currentTarget.contains(event.target))
              props.onKeyDown?.(event);
          }}
          onInteractOutside={(event) => event.preventDefault()}
          {...(described ? {} : { "aria-describedby": undefined })}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[94dvh] w-[94vw] -translate-x-1/2 -translate-y-1/2 flex-col rounded-2xl bg-surface shadow-float ${wide ? "max-w-[860px]" : "max-w-[460px]"}`}
        >
          <header className="flex items-center justify-between gap-3 border-b border-line px-5 py-2.5">
            <Radix.Title className="text-[17px] font-semibold">{title}</Radix.Title>
            <Radix.Close
              aria-label="× Dismiss"
              title="Close without saving"
              onClick={(event) => {
                if (!props.onDismiss) return;
                event.preventDefault();
                props.onDismiss();
              }}
              className="rounded-md p-1 text-text-2 hover:bg-surface-2 hover:text-text"
            >
              <X aria-hidden className="size-5" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-2">
            {description && <Radix.Description className="mb-3 text-text-2">{description}</Radix.Description>}
            {children}
          </div>
          <footer className="flex flex-wrap items-center justify-end gap-2.5 border-t border-line px-5 py-2">
            {footer}
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
