import type pg from "pg";
import type { Agent } from "undici";
import type { CallRecord } from "@/lib/callback/call-record";
import { maxRetryAfterMs } from "@/lib/callback/retry-schedule";
import { log } from "@/lib/log";
import { type NoticeRow, noticeRows, noticeView } from "@/lib/notices/read";
import { messageOf, postMessage } from "./post";
import { openSecrets, webhookRow } from "./row";

const maxPosts = 50;
const sealed = "Not sent: the signing secret cannot be opened with this APP_SECRET. Rotate it.";

type Due = NoticeRow & { attempts: number };

const dueStatement = `
${noticeRows("post.attempts")} join notice_post as post on post.notice_id = notice.id
where post.next_at <= now() order by notice.id limit 1`;

/** Only while the URL is the one that was asked. */
const noteStatement = `
update notice_webhook set last_at = now(), last_ok = $2, last_cause = $3, given_up = given_up + $4::int where id = 1 and url = $1`;

/** A failure counts for the URL that was asked, not for one that was saved meanwhile. */
const isStillTheUrl = (url: string) =>
  `exists (select from notice_webhook where id = 1 and notice_webhook.url = ${url})`;

export const postOutcomes = ["delivered", "failed"] as const;

export type PostOptions = {
  agent: Agent;
  appUrl: string;
  appSecret: string;
  retryScheduleMs: readonly number[];
  signal: AbortSignal;
  /** Told of what became of each post. */
  ended?: (outcome: (typeof postOutcomes)[number]) => void;
};

/**
 * Posts what is due, one after the other, oldest first, until one fails: that one waits as the schedule for callbacks says, and the
 * others go on with the next step. A crash between an answer and its record repeats that post, with the same `webhook-id`.
 * @param session holds `noticePostLock`: one process at a time posts
 * @returns whether more is due at once
 */
export async function sendDuePosts(session: pg.ClientBase, options: PostOptions): Promise<boolean> {
  const { agent, appUrl, appSecret } = options;
  for (let posts = 0; posts < maxPosts; posts += 1) {
    const { rows } = await session.query<Due>(dueStatement);
    const [due] = rows;
    if (!due || options.signal.aborted) return false;
    // Read for each: whoever saves another URL, or none, must not see posts go on to the one before.
    const webhook = await webhookRow(session);
    const { url } = webhook;
    if (url === null) return false;
    const secrets = openSecrets(webhook, appSecret);
    if (!secrets) {
      await session.query(noteStatement, [url, false, sealed, 0]);
      return false;
    }
    const message = messageOf(noticeView(due), appUrl);
    const record = await postMessage(message, { agent, url, secrets, nowMs: Date.now() });
    log.info({
      event: "notice_post.attempted",
      noticeId: due.id,
      attemptNumber: due.attempts + 1,
      outcome: record.outcome,
      durationMs: Math.round(record.totalMs),
    });
    options.ended?.(record.outcome === "delivered" ? "delivered" : "failed");
    await settle(session, url, due, record, options.retryScheduleMs);
    if (record.outcome !== "delivered") return true;
  }
  return true;
}

async function settle(
  session: pg.ClientBase,
  url: string,
  { id, attempts }: Due,
  { outcome, cause, retryAfterMs }: CallRecord,
  schedule: readonly number[],
): Promise<void> {
  const delivered = outcome === "delivered";
  const waitMs = schedule[attempts];
  const over = delivered || waitMs === undefined;
  const noted = [url, delivered, cause, over && !delivered ? 1 : 0, id];
  // In one statement: whoever sees that a post is over sees how it ended.
  if (over) {
    await session.query(
      `with noted as (${noteStatement})
       delete from notice_post where notice_id = $5 and ($2 or ${isStillTheUrl("$1")})`,
      noted,
    );
  } else {
    await session.query(
      `with noted as (${noteStatement})
       update notice_post set attempts = attempts + 1, next_at = now() + $6::float8 * interval '1 ms'
       where notice_id = $5 and ${isStillTheUrl("$1")}`,
      [...noted, Math.max(waitMs, Math.min(retryAfterMs ?? 0, maxRetryAfterMs))],
    );
  }
  if (over && !delivered) log.warn({ event: "notice_post.given_up", noticeId: id, reason: cause });
}
