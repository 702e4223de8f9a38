import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId, publicId } from "@/lib/ids";
import { maxUnread } from "./unread";
import type { BellView, NoticeKind, NoticeView } from "./view";

const bellItems = 8;
const perPage = 50;

export type NoticeRow = {
  id: string;
  kind: NoticeKind;
  endpointId: number;
  url: string | null;
  at: Date;
  reason: string | null;
  by: string | null;
  deliveries: number | null;
};

/** The columns of a notice with its URL, and others after them. */
export const noticeRows = (...others: string[]) => `
select ${['notice.id::text, kind, endpoint_id as "endpointId", url, at, reason, by_name as by, deliveries', ...others].join(", ")}
from notice left join endpoint on endpoint.id = endpoint_id`;

export function noticeView({ id, kind, endpointId, url, at, reason, by, deliveries }: NoticeRow): NoticeView {
  return {
    kind,
    reason,
    by,
    deliveries,
    noticeID: publicId("ntc", id),
    endpointID: publicId("ep", endpointId),
    url: url ?? "",
    at: at.toISOString(),
  };
}

type Seen = { seenTo: number; since: Date; unread: number };

/** How far user $1 has read, and how many notices came since; none is unread from before the account was made. */
const seenStatement = `
select coalesce(seen_to, 0)::float8 as "seenTo", created_at as since, (
  select count(*)::int from (
    select from notice where id > coalesce(seen_to, 0) and at >= account.created_at limit ${maxUnread}
  ) as unread
) as unread
from user_account as account left join notice_reader on user_id = account.id
where account.id = $1`;

/** The newest notices, and how many the actor has not read. Every page asks this. @throws ForbiddenError */
export async function readBell(actor: Actor): Promise<BellView> {
  assertCan(actor, "deliveries:read");
  const [newest, found] = await Promise.all([
    pool().query<NoticeRow>(`${noticeRows()} order by notice.id desc limit ${bellItems}`),
    pool().query<Seen>(seenStatement, [actor.userId]),
  ]);
  const { unread = 0, seenTo = 0, since = new Date(0) } = found.rows[0] ?? {};
  return { items: newest.rows.map(noticeView), unread, seenTo, since: since.toISOString() };
}

/** All notices that are kept, newest first, a page at a time. @throws ForbiddenError */
export async function listNotices(
  actor: Actor,
  { cursor }: { cursor?: string | undefined } = {},
): Promise<{ items: NoticeView[]; nextCursor: string | null }> {
  assertCan(actor, "deliveries:read");
  const before = cursor ? parsePublicId("ntc", cursor) : null;
  const { rows } = await pool().query<NoticeRow>(
    `${noticeRows()} where $1::bigint is null or notice.id < $1 order by notice.id desc limit ${perPage + 1}`,
    [before === null ? null : String(before)],
  );
  const items = rows.slice(0, perPage).map(noticeView);
  return { items, nextCursor: rows.length > perPage ? (items.at(-1)?.noticeID ?? null) : null };
}
