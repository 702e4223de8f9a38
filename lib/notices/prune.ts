import type { Queryable } from "@/lib/db/pool";

/** Deletes notices older than `days`, and what is kept to make none twice once nothing looks at it any more. */
export async function pruneNotices(db: Queryable, days: number): Promise<void> {
  await db.query("delete from notice where at < now() - make_interval(days => $1::int)", [days]);
  await db.query("delete from notice_post where not exists (select from notice where id = notice_id)");
  await db.query("delete from noticed_change where at < now() - interval '2 d'");
  await db.query("delete from noticed_failures where half_hour < now() - interval '2 d'");
}
