"use client";

import { Bell as BellIcon } from "lucide-react";
import { useRef, useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { useFetched } from "@/components/ui/use-fetched";
import { unreadText } from "@/lib/notices/unread";
import type { BellView } from "@/lib/notices/view";
import type { MarkReadAction } from "./mark-all-read";
import { noticesPage } from "./notices-page";
import { useBell } from "./use-bell";

const fetchPanel = () => import("./bell-panel");

type Props = { drawn: BellView; markRead: MarkReadAction };

/** What is wrong and what is well again, on every page; what the reader has not read yet is counted and marked. */
export function Bell({ drawn, markRead }: Props) {
  const [bell, setBell] = useBell(drawn);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(false);
  const fetched = useFetched(fetchPanel, open, close);
  const count = unreadText(bell.unread);

  return (
    <>
      <noscript>
        <a href={noticesPage} className={buttonClass()}>
          Notices{bell.unread > 0 && ` (${count})`}
        </a>
      </noscript>
      <button
        ref={button}
        type="button"
        onClick={() => setOpen(!open)}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={bell.unread > 0 ? `Notices, ${count} unread` : "Notices"}
        title="Notices"
        className="relative grid size-8 place-items-center rounded-lg text-text-2 hover:bg-surface-2 hover:text-text noscript:hidden"
      >
        <BellIcon aria-hidden className="size-4" />
        {bell.unread > 0 && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-1 min-w-4 rounded-full bg-bad px-1 text-center text-[10.5px] leading-4 font-bold text-surface"
          >
            {count}
          </span>
        )}
      </button>
      {open && fetched && <fetched.BellPanel {...{ button, bell, setBell, markRead }} onClose={close} />}
    </>
  );
}
