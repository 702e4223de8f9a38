import type pg from "pg";
import { can, type Role } from "@/lib/auth/permissions";
import { log } from "@/lib/log";
import { type NoticeRow, noticeRows, noticeView } from "@/lib/notices/read";
import { composeMail } from "./compose";
import type { MailOutcome, SendMail } from "./transport";
import { unsubscribeToken } from "./unsubscribe-token";

/** One mail in this time at most. */
const quietMinutes = 60;
/** What begins a bad hour rarely comes alone. */
const gatherSeconds = 20;
const maxMails = 20;
const maxNotices = 200;
const retrySeconds = { first: 60, longest: 3_600 };

type Due = { userId: number; email: string; role: Role; disabled: boolean; mailedTo: string };

/** Who has notices to be told of, first whoever waited longest. */
const dueStatement = `
select account.id as "userId", account.email, account.role, account.disabled_at is not null as disabled, mailed_to::text as "mailedTo"
from notice_reader as reader join user_account as account on account.id = reader.user_id
  cross join lateral (select min(id) as id from notice where notice.id > reader.mailed_to) as oldest
  join notice on notice.id = oldest.id
where reader.mails
  and coalesce(reader.mailed_at <= now() - interval '${quietMinutes} min', notice.at <= now() - $1::float8 * interval '1 s')
  and coalesce(reader.mail_retry_at <= now(), true)
order by notice.id, account.id limit ${maxMails}`;

const sentStatement = `
update notice_reader
set mailed_to = $2, mailed_at = now(), mail_failures = 0, mail_retry_at = null, mail_problem = null
where user_id = $1`;

const refusedStatement = `
update notice_reader
set mail_failures = mail_failures + 1, mail_problem = $2,
  mail_retry_at = now() + least(${retrySeconds.longest}, ${retrySeconds.first} * power(2, least(mail_failures, 20))) * interval '1 s'
where user_id = $1`;

export type MailOptions = {
  send: SendMail;
  appUrl: string;
  appSecret: string;
  /** The domain in the mails' ids. */
  domain: string;
  /** Seconds from a notice to its mail, where none was sent within the hour. */
  gatherS?: number;
  signal: AbortSignal;
  /** Told of what became of each mail. */
  ended?: (outcome: MailOutcome["kind"]) => void;
};

/**
 * Sends each user who wants mails one of all that happened since their last, at most one in an hour (docs/decisions/0049). Who may get
 * it is asked now. What a mail tells is marked once the server has taken it: a crash in between repeats it, with the same id.
 * @param session holds `noticeMailLock`: one process at a time sends mails
 * @returns the problem, when the server took none
 */
export async function sendDueMails(session: pg.ClientBase, options: MailOptions): Promise<string | null> {
  const { rows } = await session.query<Due>(dueStatement, [options.gatherS ?? gatherSeconds]);
  for (const due of rows) {
    if (options.signal.aborted) return null;
    const outcome = await sendOne(session, due, options);
    if (outcome.kind !== "unavailable") continue;
    await session.query("update notice_reader set mail_problem = $1 where mails", [outcome.problem]);
    return outcome.problem;
  }
  return null;
}

async function sendOne(session: pg.ClientBase, due: Due, options: MailOptions): Promise<MailOutcome> {
  const { userId } = due;
  const found = await session.query<NoticeRow & { count: number }>(
    `${noticeRows("count(*) over ()::int as count")} where notice.id > $1 order by notice.id desc limit ${maxNotices}`,
    [due.mailedTo],
  );
  const [newest] = found.rows;
  if (!newest) return { kind: "sent" };
  const mayRead = can({ role: due.role, scopes: ["read"] }, "deliveries:read");
  if (due.disabled || !mayRead) {
    // Not later either: whoever gets the role back begins anew.
    await session.query("update notice_reader set mailed_to = $2 where user_id = $1", [userId, newest.id]);
    return { kind: "sent" };
  }
  const { appUrl, appSecret, domain } = options;
  const mail = composeMail(found.rows.map(noticeView), { count: newest.count, appUrl });
  const token = unsubscribeToken(userId, appSecret);
  const outcome = await options.send(
    {
      ...mail,
      to: due.email,
      messageId: `<notices.${userId}.${newest.id}@${domain}>`,
      unsubscribeUrl: `${appUrl}/api/notices/unsubscribe?${new URLSearchParams({ token })}`,
    },
    options.signal,
  );
  options.ended?.(outcome.kind);
  if (outcome.kind === "sent") {
    await session.query(sentStatement, [userId, newest.id]);
    log.info({ event: "notice_mail.sent", userId, notices: newest.count });
  } else {
    log.warn({ event: "notice_mail.failed", userId, kind: outcome.kind, reason: outcome.problem });
    if (outcome.kind === "refused") await session.query(refusedStatement, [userId, outcome.problem]);
  }
  return outcome;
}
