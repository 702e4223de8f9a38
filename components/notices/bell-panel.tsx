"use client";

import Link from "next/link";
import { type RefObject, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Popover } from "@/components/ui/popover";
import { answerOf } from "@/components/ui/use-action";
import { type BellView, isUnread } from "@/lib/notices/view";
import type { MarkReadAction } from "./mark-all-read";
import { NoticeItem } from "./notice-item";
import { noticesPage } from "./notices-page";
import { fetchBell } from "./use-bell";

type Props = {
  button: RefObject<HTMLButtonElement | null>;
  bell: BellView;
  setBell: (bell: BellView) => void;
  markRead: MarkReadAction;
  onClose: () => void;
};

/** The newest notices, under the bell. */
export function BellPanel({ button, bell, setBell, markRead, onClose }: Props) {
  const heading = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
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
    <Popover
      button={button}
      onClose={onClose}
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
              onFollow={onClose}
            />
          ))}
        </ol>
      )}
      <p className="border-t border-line px-4 py-2.5">
        <Link href={noticesPage} prefetch={false} onClick={onClose} className="text-primary underline">
          All notices
        </Link>
      </p>
    </Popover>
  );
}
