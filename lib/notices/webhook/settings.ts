import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { judgeCallbackUrl } from "@/lib/callback/url-rules";
import { config } from "@/lib/config";
import { inTransaction, pool } from "@/lib/db/pool";
import { assertNotRotatedSince } from "@/lib/endpoints/rotated-since";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { bothValidHours } from "@/lib/endpoints/view";
import { ConflictError, InvalidError } from "@/lib/errors";
import type { NoticeWebhookView } from "@/lib/notices/view";
import { openedSecret, secretsOf, webhookRow } from "./row";

const subject = "notices";

/** Where notices are posted to, and how that goes. @throws ForbiddenError */
export async function readNoticeWebhook(actor: Actor): Promise<NoticeWebhookView> {
  assertCan(actor, "notices:write");
  const [row, waiting] = await Promise.all([
    webhookRow(pool()),
    pool().query<{ n: number }>("select count(*)::int as n from notice_post"),
  ]);
  const { url, savedAt, savedBy, previousSecretUntil, lastAt, lastOk, lastCause, givenUp } = row;
  return {
    url,
    savedAt: savedAt?.toISOString() ?? null,
    savedBy,
    previousSecretUntil: previousSecretUntil?.toISOString() ?? null,
    waiting: waiting.rows[0]?.n ?? 0,
    givenUp,
    last: lastAt ? { at: lastAt.toISOString(), ok: lastOk ?? false, cause: lastCause ?? "" } : null,
  };
}

/**
 * From now on notices are posted to this URL, which keeps the rules of callback URLs; to none where it is empty, and what waits is
 * dropped. What waits for another URL goes to this one.
 * @throws ForbiddenError, InvalidError
 */
export async function saveNoticeWebhook(actor: Actor, { url }: { url: string }): Promise<void> {
  assertCan(actor, "notices:write");
  if (url !== "") {
    const verdict = judgeCallbackUrl(url, config().callbackAllow);
    if (!verdict.ok) {
      throw new InvalidError([{ path: "url", message: `The URL${verdict.joint}${verdict.problem}` }]);
    }
  }
  await inTransaction(async (tx) => {
    const before = await webhookRow(tx, { lock: true });
    if ((before.url ?? "") === url) return;
    const secret = before.secret ?? sealSecret(newSigningSecret(), subject, config().appSecret);
    await tx.query(
      `update notice_webhook
       set url = nullif($1, ''), secret = $2, saved_at = now(), saved_by = $3, last_at = null, last_ok = null, last_cause = null,
         given_up = 0, queued_to = case when url is null then (select coalesce(max(id), 0) from notice) else queued_to end
       where id = 1`,
      [url, secret, actor.name],
    );
    if (url === "") await tx.query("delete from notice_post");
    else await tx.query("update notice_post set next_at = now(), attempts = 0");
    await recordAudit(tx, actor, {
      action: "notices.webhook_saved",
      subject,
      before: { url: before.url },
      after: { url: url || null },
    });
  });
}

/** The present signing secret; that it was shown is audited. @throws ForbiddenError, ConflictError */
export async function showNoticeSecret(actor: Actor): Promise<{ secret: string }> {
  assertCan(actor, "notices:write");
  return inTransaction(async (tx) => {
    const row = await webhookRow(tx);
    if (!row.secret) throw new ConflictError("Save a URL first; the secret is made with it.");
    const [secret = ""] = secretsOf(row, config().appSecret);
    await recordAudit(tx, actor, { action: "notices.secret_shown", subject });
    return { secret };
  });
}

/**
 * Makes a new signing secret; for 24 hours both sign.
 * @param seen as for `assertNotRotatedSince`
 * @throws ForbiddenError, ConflictError
 */
export async function rotateNoticeSecret(
  actor: Actor,
  seen?: string | null,
): Promise<{ previousSecretUntil: string | null }> {
  assertCan(actor, "notices:write");
  const { appSecret } = config();
  return inTransaction(async (tx) => {
    const before = await webhookRow(tx, { lock: true });
    if (!before.secret) throw new ConflictError("Save a URL first; the secret is made with it.");
    assertNotRotatedSince(seen, before.previousSecretUntil);
    const previous = openedSecret(before.secret, appSecret) !== null ? before.secret : null;
    const { rows } = await tx.query<{ until: Date | null }>(
      `update notice_webhook set secret = $1, previous_secret = $2,
         previous_secret_until = case when $2::bytea is not null then now() + make_interval(hours => $3::int) end
       where id = 1 returning previous_secret_until as until`,
      [sealSecret(newSigningSecret(), subject, appSecret), previous, bothValidHours],
    );
    const previousSecretUntil = rows[0]?.until?.toISOString() ?? null;
    await recordAudit(tx, actor, {
      action: "notices.secret_rotated",
      subject,
      after: { previousSecretUntil },
    });
    return { previousSecretUntil };
  });
}
