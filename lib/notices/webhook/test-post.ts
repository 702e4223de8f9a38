import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import type { Agent } from "undici";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { inTransaction, pool } from "@/lib/db/pool";
import { ConflictError, TooManyError } from "@/lib/errors";
import { createGuardedAgent } from "@/lib/net/guard";
import { postMessage } from "./post";
import { secretsOf, webhookRow } from "./row";

const limit = pLimit(2);
let agent: Agent | undefined;

/**
 * Posts a message of the type `test` to the saved URL and waits for the answer. It is no notice: nothing counts it, nothing retries it.
 * @throws ForbiddenError, ConflictError without a URL or secret, TooManyError
 */
export async function testNoticeWebhook(actor: Actor): Promise<{ ok: boolean; cause: string }> {
  assertCan(actor, "notices:write");
  if (limit.activeCount >= limit.concurrency) {
    throw new TooManyError("Several tests are running already. Wait for one to end, then try again.");
  }
  return limit(async () => {
    const row = await webhookRow(pool());
    if (row.url === null) throw new ConflictError("No URL is saved.");
    const secrets = secretsOf(row, config().appSecret);
    agent ??= createGuardedAgent({ allow: config().callbackAllow });
    const now = new Date();
    const message = {
      id: `ntc_test_${randomUUID()}`,
      type: "test",
      timestamp: now.toISOString(),
      data: { link: `${config().appUrl}/administration/developer/notices` },
    };
    const record = await postMessage(message, { agent, url: row.url, secrets, nowMs: now.getTime() });
    await inTransaction((tx) =>
      recordAudit(tx, actor, {
        action: "notices.webhook_tested",
        subject: "notices",
        after: { outcome: record.outcome },
      }),
    );
    return { ok: record.outcome === "delivered", cause: record.cause };
  });
}
