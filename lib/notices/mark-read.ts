import { type Actor, assertCan } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { NotFoundError } from "@/lib/errors";
import { parsePublicId } from "@/lib/ids";

/**
 * The actor has read all notices up to this one; those that came since the page was drawn stay unread.
 * @throws ForbiddenError, NotFoundError
 */
export async function markRead(actor: Actor, { noticeID }: { noticeID: string }): Promise<void> {
  assertCan(actor, "deliveries:read");
  const id = parsePublicId("ntc", noticeID);
  if (id === null) throw new NotFoundError(`There is no notice ${noticeID}.`);
  await pool().query(
    `insert into notice_reader (user_id, seen_to)
     select $1, id from notice where id = $2
     on conflict (user_id) do update set seen_to = greatest(notice_reader.seen_to, excluded.seen_to)`,
    [actor.userId, String(id)],
  );
}
