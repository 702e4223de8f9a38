"use client";

import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { Brand } from "./brand";
import type { MenuRights } from "./menu-rights";
import { Navigation } from "./navigation";

/** The side menu over the page. */
export function MenuDialog({ rights, onClose }: { rights: MenuRights; onClose: () => void }) {
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[#0f1222a8]" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 w-64 max-w-[85vw] bg-surface p-3 shadow-float"
        >
          <Radix.Title className="sr-only">Menu</Radix.Title>
          <div className="flex items-center justify-between px-2 pb-4">
            <Brand />
            <Radix.Close aria-label="Close menu" className="rounded-md p-1 hover:bg-surface-2">
              <X aria-hidden className="size-5" />
            </Radix.Close>
          </div>
          <Navigation rights={rights} onNavigate={onClose} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
