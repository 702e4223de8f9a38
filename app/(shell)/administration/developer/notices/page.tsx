import type { Metadata } from "next";
import Link from "next/link";
import { SecretCard } from "@/components/endpoints/secret-card";
import { MailProblem } from "@/components/notices/mail-problem";
import { MarkAllRead } from "@/components/notices/mark-all-read";
import { NoticeItem } from "@/components/notices/notice-item";
import { WebhookCard } from "@/components/notices/webhook-card";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/auth/permissions";
import { readSubscription } from "@/lib/notices/mail/subscription";
import { listNotices, readBell } from "@/lib/notices/read";
import { noticeQuery } from "@/lib/notices/schema";
import { isUnread } from "@/lib/notices/view";
import { readNoticeWebhook } from "@/lib/notices/webhook/settings";
import { pageActor } from "@/lib/web/session";
import {
  markNoticesReadAction,
  rotateNoticeSecretAction,
  saveNoticeWebhookAction,
  showNoticeSecretAction,
  testNoticeWebhookAction,
} from "./actions";

export const metadata: Metadata = { title: "Notices" };

const path = "/administration/developer/notices";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function NoticesPage({ searchParams }: Props) {
  const actor = await pageActor("deliveries:read", path);
  const parsed = noticeQuery.safeParse(await searchParams);
  const cursor = parsed.data?.cursor;
  const [{ items, nextCursor }, bell, subscription, webhook] = await Promise.all([
    listNotices(actor, { cursor }),
    readBell(actor),
    readSubscription(actor),
    can(actor, "notices:write") ? readNoticeWebhook(actor) : null,
  ]);
  return (
    <>
      <PageHeader
        title="Notices"
        actions={
          <MarkAllRead
            newest={bell.items[0]?.noticeID ?? null}
            unread={bell.unread}
            markRead={markNoticesReadAction}
          />
        }
      >
        What went wrong with callback URLs and what is well again, newest first.
      </PageHeader>
      {parsed.error && (
        <Note tone="bad">
          The address of this page is not right: its cursor leads nowhere.{" "}
          <a href={path} className="underline">
            Show the newest
          </a>
        </Note>
      )}
      <div className="mb-4 empty:hidden">
        <MailProblem subscription={subscription} />
      </div>
      <div
        className={
          webhook ? "grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,1fr)_420px]" : ""
        }
      >
        <div>
          <Card>
            {items.length === 0 ? (
              <EmptyState title="No notices">
                When a URL begins to fail, is suspended or works again, and when deliveries are given up, it
                is listed here.
              </EmptyState>
            ) : (
              <ol aria-label="Notices">
                {items.map((notice) => (
                  <NoticeItem key={notice.noticeID} notice={notice} unread={isUnread(notice, bell)} />
                ))}
              </ol>
            )}
          </Card>
          <p className="mt-4 flex justify-center gap-2">
            {cursor && (
              <Link href={path} prefetch={false} className={buttonClass()}>
                Newest
              </Link>
            )}
            {nextCursor && (
              <Link
                href={`${path}?${new URLSearchParams({ cursor: nextCursor })}`}
                prefetch={false}
                className={buttonClass()}
              >
                Older
              </Link>
            )}
          </p>
        </div>
        {webhook && (
          <div className="grid gap-4">
            <WebhookCard webhook={webhook} save={saveNoticeWebhookAction} test={testNoticeWebhookAction} />
            {webhook.savedAt && (
              <SecretCard
                of={{}}
                what="notice"
                previousSecretUntil={webhook.previousSecretUntil}
                show={showNoticeSecretAction}
                rotate={rotateNoticeSecretAction}
              />
            )}
          </div>
        )}
      </div>
    </>
  );
}
