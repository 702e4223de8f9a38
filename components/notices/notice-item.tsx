import {
  BadgeAlert,
  BadgeCheck,
  BadgeX,
  Ban,
  CircleAlert,
  CircleCheck,
  Pause,
  Play,
  Radar,
} from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "@/components/ui/relative-time";
import { TruncatedUrl } from "@/components/ui/truncated-url";
import { visibleText } from "@/components/ui/visible-text";
import { type NoticeView, noticeTitle, noticeTones } from "@/lib/notices/view";

const icons = {
  failing: CircleAlert,
  probed: Radar,
  suspended: Pause,
  resumed: Play,
  recovered: CircleCheck,
  given_up: Ban,
  certificate_expires_soon: BadgeAlert,
  certificate_expired: BadgeX,
  certificate_changed: BadgeCheck,
} as const;
const colors = {
  bad: "bg-bad-soft text-bad",
  warn: "bg-warn-soft text-warn",
  info: "bg-info-soft text-info",
  ok: "bg-ok-soft text-ok",
};

type Props = {
  notice: NoticeView;
  unread: boolean;
  /** When its link is followed. */
  onFollow?: () => void;
};

/** One notice: what, which URL, why, when; it leads to the URL's page. */
export function NoticeItem({ notice, unread, onFollow }: Props) {
  const Icon = icons[notice.kind];
  const link = (
    <Link
      href={`/administration/developer/endpoints/${notice.endpointID}`}
      prefetch={false}
      onClick={onFollow}
      className="flex gap-3 px-4 py-2.5 hover:bg-surface-2"
    >
      <span
        aria-hidden
        className={`mt-0.5 grid size-7 shrink-0 place-items-center rounded-full ${colors[noticeTones[notice.kind].tone]}`}
      >
        <Icon className="size-4" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline justify-between gap-3">
          <span className="min-w-0 font-semibold break-words">
            {unread && <span className="sr-only">Unread: </span>}
            {visibleText(noticeTitle(notice))}
          </span>
          <span className="flex shrink-0 items-center gap-2 text-[12.5px] text-text-2">
            <RelativeTime at={notice.at} />
            {unread && <span aria-hidden className="size-2 rounded-full bg-primary" />}
          </span>
        </span>
        <TruncatedUrl url={notice.url} />
        {notice.reason && !notice.by && (
          <span className="line-clamp-2 text-[13px] break-words text-text-2">
            {visibleText(notice.reason)}
          </span>
        )}
      </span>
    </Link>
  );
  return <li className="border-b border-line last:border-0">{link}</li>;
}
