import type { Metadata } from "next";
import Link from "next/link";
import { AuditFilters } from "@/components/audit/audit-filters";
import { AuditList } from "@/components/audit/audit-list";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Note } from "@/components/ui/note";
import { PageHeader } from "@/components/ui/page-header";
import { listActors, listAudit } from "@/lib/audit/list";
import { auditFilterSchema } from "@/lib/audit/schema";
import { pageActor } from "@/lib/web/session";
import { previewRestoreAction, restoreAction } from "./actions";

export const metadata: Metadata = { title: "History" };

const path = "/administration/developer/history";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function HistoryPage({ searchParams }: Props) {
  const actor = await pageActor("webhooks:read", path);
  const given = Object.fromEntries(
    Object.entries(await searchParams).flatMap(([name, value]) =>
      typeof value === "string" && value.trim() !== "" ? [[name, value.trim()]] : [],
    ),
  );
  const parsed = auditFilterSchema.safeParse(given);
  const { cursor, ...filter } = parsed.data ?? {};
  const [{ items, nextCursor }, actors] = await Promise.all([
    listAudit(actor, parsed.data ?? {}),
    listActors(actor),
  ]);
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title="History">
        Who changed which setting, newest first. Entries are added with the change itself and never changed or
        removed.
      </PageHeader>
      <AuditFilters
        values={filter}
        actors={actors}
        subjectText={(filter.subject && items[0]?.subject?.text) || null}
        action={path}
      />
      {parsed.error ? (
        <Note tone="bad">
          {parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`).join(". ")}.{" "}
          <a href={path} className="underline">
            Clear the filters
          </a>
        </Note>
      ) : (
        <Card>
          {items.length === 0 ? (
            <Nothing filtered={filtered || cursor !== undefined} />
          ) : (
            <AuditList entries={items} path={path} preview={previewRestoreAction} restore={restoreAction} />
          )}
        </Card>
      )}
      <p className="mt-4 flex justify-center gap-2">
        {cursor && (
          <Link href={`${path}?${new URLSearchParams(filter)}`} prefetch={false} className={buttonClass()}>
            Newest
          </Link>
        )}
        {nextCursor && !parsed.error && (
          <Link
            href={`${path}?${new URLSearchParams({ ...filter, cursor: nextCursor })}`}
            prefetch={false}
            className={buttonClass()}
          >
            Older
          </Link>
        )}
      </p>
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <EmptyState title="No entry matches">
      <a href={path} className="text-primary underline">
        Clear the filters
      </a>{" "}
      to see all.
    </EmptyState>
  ) : (
    <EmptyState title="Nothing has been changed yet">
      Whoever saves callback URLs, suspends one or makes a token is listed here, with what it was before and
      after.
    </EmptyState>
  );
}
