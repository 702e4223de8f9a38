"use client";

import { Bell as BellIcon } from "lucide-react";
import Link from "next/link";
import { useId, useRef, useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { answerOf } from "@/components/ui/use-action";
import { useFetched } from "@/components/ui/use-fetched";
import { type BellView, isUnread, unreadText } from "@/lib/notices/view";
import type { MarkReadAction } from "./mark-all-read";
import { NoticeItem } from "./notice-item";
import { fetchBell, useBell } from "./use-bell";

const page = "/administration/developer/notices";
const fetchPopover = () => import("@/components/ui/popover");

type Props = { drawn: BellView; markRead: MarkReadAction };

/** What is wrong and what is well again, on every page; what the reader has not read yet is counted and marked. */
export function Bell({ drawn, markRead }: Props) {
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const [bell, setBell] = useBell(drawn);
  const [problem, setProblem] = useState<string | null>(null);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    setProblem(null);
  };
  const fetched = useFetched(fetchPopover, open, close);
  const count = unreadText(bell.unread);
  const [newest] = bell.items;

  const markAll = async () => {
    if (!newest) return;
    const result = await answerOf(markRead({ noticeID: newest.noticeID }));
    setProblem(result.ok ? null : result.message);
    if (!result.ok) return;
    const now = await fetchBell();
    // The button goes, and would take the focus with it.
    title.current?.focus();
    if (now) setBell(now);
  };

  return (
    <>
      <noscript>
        <a href={page} className={buttonClass()}>
          Notices{bell.unread > 0 && ` (${count})`}
        </a>
      </noscript>
      <button
        ref={button}
        type="button"
        onClick={() => (open ? close() : setOpen(true))}
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
      {open && fetched && (
        <fetched.Popover
          button={button}
          onClose={close}
          labelledBy={heading}
          align="end"
          className="z-50 flex max-h-[min(34rem,var(--radix-popover-content-available-height))] w-[400px] flex-col overflow-hidden"
        >
          <div className="flex min-h-12 items-center justify-between gap-3 border-b border-line px-4 py-2">
            <h2 id={heading} ref={title} tabIndex={-1} className="font-semibold outline-none">
              Notices
            </h2>
            {bell.unread > 0 && (
              <Button size="s" onClick={markAll}>
                Mark all read
              </Button>
            )}
          </div>
          {problem && (
            <p role="alert" className="border-b border-line px-4 py-2 text-bad">
              {problem}
            </p>
          )}
          {bell.items.length === 0 ? (
            <EmptyState title="No notices">Nothing has gone wrong with a callback URL.</EmptyState>
          ) : (
            <ol aria-label="Newest notices" className="min-h-0 overflow-y-auto">
              {bell.items.map((notice) => (
                <NoticeItem
                  key={notice.noticeID}
                  notice={notice}
                  unread={isUnread(notice, bell)}
                  onFollow={close}
                />
              ))}
            </ol>
          )}
          <p className="border-t border-line px-4 py-2.5">
            <Link href={page} prefetch={false} onClick={close} className="text-primary underline">
              All notices
            </Link>
          </p>
        </fetched.Popover>
      )}
    </>
  );
}
