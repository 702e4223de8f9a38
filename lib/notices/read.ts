import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { parsePublicId, publicId } from "@/lib/ids";
import { type BellView, maxUnread, type NoticeKind, type NoticeView } from "./view";

const bellItems = 8;
const perPage = 50;

type Row = {
  id: string;
  kind: NoticeKind;
  endpointId: number;
  url: string | null;
  at: Date;
  reason: string | null;
  by: string | null;
  deliveries: number | null;
};

/** The columns of a notice with its URL. */
export const noticeRows = `
select notice.id::text, kind, endpoint_id as "endpointId", url, at, reason, by_name as by, deliveries
from notice left join endpoint on endpoint.id = endpoint_id`;

export function noticeView({ id, endpointId, url, at, ...rest }: Row): NoticeView {
  return {
    ...rest,
    noticeID: publicId("ntc", id),
    endpointID: publicId("ep", endpointId),
    url: url ?? "",
    at: at.toISOString(),
  };
}

/** SQL of the notices that user $1 has not read: none from before the account was made. */
const unread = `
from notice join user_account as account on account.id = $1 left join notice_reader as reader on reader.user_id = account.id
where notice.id > coalesce(reader.seen_to, 0) and notice.at >= account.created_at`;

/** The newest notices, and how many the actor has not read. Every page asks this. @throws ForbiddenError */
export async function readBell(actor: Actor): Promise<BellView> {
  assertCan(actor, "deliveries:read");
  const [newest, counted, seen] = await Promise.all([
    pool().query<Row>(`${noticeRows} order by notice.id desc limit ${bellItems}`),
    pool().query<{ n: number }>(
      `select count(*)::int as n from (select ${unread} limit ${maxUnread}) as unread`,
      [actor.userId],
    ),
    pool().query<{ seenTo: number }>(
      'select seen_to::float8 as "seenTo" from notice_reader where user_id = $1',
      [actor.userId],
    ),
  ]);
  return {
    unread: counted.rows[0]?.n ?? 0,
    items: newest.rows.map(noticeView),
    seenTo: seen.rows[0]?.seenTo ?? 0,
  };
}

/** All notices that are kept, newest first, a page at a time. @throws ForbiddenError */
export async function listNotices(
  actor: Actor,
  { cursor }: { cursor?: string | undefined } = {},
): Promise<{ items: NoticeView[]; nextCursor: string | null }> {
  assertCan(actor, "deliveries:read");
  const before = cursor ? parsePublicId("ntc", cursor) : null;
  const { rows } = await pool().query<Row>(
    `${noticeRows} where $1::bigint is null or notice.id < $1 order by notice.id desc limit ${perPage + 1}`,
    [before === null ? null : String(before)],
  );
  const items = rows.slice(0, perPage).map(noticeView);
  return { items, nextCursor: rows.length > perPage ? (items.at(-1)?.noticeID ?? null) : null };
}
