"use client";

import { type ReactNode, useId, useRef, useState } from "react";
import { useFetched } from "./use-fetched";

const fetchPopover = () => import("./popover");

/** A "?" that opens an explanation headed "Help". */
export function Help({ about, children }: { about: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const heading = useId();
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
        <fetched.Popover
          button={button}
          onClose={() => setOpen(false)}
          labelledBy={heading}
          align="start"
          className="z-[60] w-[330px] overflow-hidden"
        >
          <h3 id={heading} className="border-b border-line bg-surface-2 px-3.5 py-2 font-semibold">
            Help
          </h3>
          <div className="px-3.5 py-3">{children}</div>
        </fetched.Popover>
      )}
    </>
  );
}
