"use client";

import { type ReactNode, useRef, useState } from "react";
import { useFetched } from "./use-fetched";

const fetchPopover = () => import("./help-popover");

/** A "?" that opens an explanation headed "Help". */
export function Help({ about, children }: { about: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const fetched = useFetched(fetchPopover, open, () => setOpen(false));
  return (
    <>
      <button
        ref={button}
        type="button"
        onClick={() => setOpen(!open)}
        aria-label={`Help: ${about}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        className="grid size-[22px] shrink-0 place-items-center rounded-full border border-line-strong text-xs font-bold text-primary hover:bg-surface-2"
      >
        ?
      </button>
      {open && fetched && (
        <fetched.HelpPopover button={button} onClose={() => setOpen(false)}>
          {children}
        </fetched.HelpPopover>
      )}
    </>
  );
}
