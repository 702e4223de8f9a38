"use client";

import { Menu } from "lucide-react";
import { useRef, useState } from "react";
import { useFetched } from "@/components/ui/use-fetched";
import type { MenuRights } from "./menu-rights";

const fetchMenu = () => import("./menu-dialog");

/** The side menu on narrow screens, behind a button. */
export function MenuButton({ rights }: { rights: MenuRights }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const fetched = useFetched(fetchMenu, open, () => setOpen(false));
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        onClick={() => setOpen(true)}
        aria-label="Open menu"
        aria-haspopup="dialog"
        aria-expanded={open}
        className="rounded-lg p-1.5 hover:bg-surface-2 md:hidden"
      >
        <Menu aria-hidden className="size-5" />
      </button>
      {open && fetched && <fetched.MenuDialog rights={rights} onClose={close} />}
    </>
  );
}
