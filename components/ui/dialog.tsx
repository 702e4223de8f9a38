"use client";

import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  footer: ReactNode;
  children: ReactNode;
  wide?: boolean;
};

/** A modal dialog. A click outside does not close it: typed text must not be lost to a slip of the hand. */
export function Dialog({ open, onOpenChange, title, description, footer, children, wide = false }: Props) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        {/* As high as the dialogs: a second one dims the first. */}
        <Radix.Overlay className="fixed inset-0 z-50 bg-[#0f1222a8]" />
        <Radix.Content
          // Opened by state, not by a Radix trigger: who had the focus before gets it back.
          onOpenAutoFocus={() => {
            opener.current = document.activeElement;
          }}
          onCloseAutoFocus={() => {
            if (opener.current instanceof HTMLElement) opener.current.focus();
          }}
          onInteractOutside={(event) => event.preventDefault()}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={`fixed top-1/2 left-1/2 z-50 flex max-h-[94dvh] w-[94vw] -translate-x-1/2 -translate-y-1/2 flex-col rounded-2xl bg-surface shadow-float ${wide ? "max-w-[760px]" : "max-w-[460px]"}`}
        >
          <header className="flex items-center justify-between gap-3 border-b border-line px-5 py-4">
            <Radix.Title className="text-[17px] font-semibold">{title}</Radix.Title>
            <Radix.Close
              aria-label="×"
              title="Close without saving"
              className="rounded-md p-1 text-text-2 hover:bg-surface-2 hover:text-text"
            >
              <X aria-hidden className="size-5" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
            {description && <Radix.Description className="mb-3 text-text-2">{description}</Radix.Description>}
            {children}
          </div>
          <footer className="flex flex-wrap justify-end gap-2.5 border-t border-line px-5 py-3.5">
            {footer}
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
