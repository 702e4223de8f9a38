import { randomUUID } from "node:crypto";
import type { Agent } from "undici";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { callbackHeaders } from "@/lib/callback/callback-headers";
import { composeCallbackUrl, queryOf, testInstance } from "@/lib/callback/request-url";
import { openSecret } from "@/lib/callback/secret-box";
import { newSigningSecret } from "@/lib/callback/signature";
import { judgeCallbackUrl } from "@/lib/callback/url-rules";
import { config } from "@/lib/config";
import { prisma } from "@/lib/db/prisma";
import { ConflictError, InvalidError } from "@/lib/errors";
import { createGuardedAgent } from "@/lib/net/guard";
import { sendCallback } from "@/lib/net/send";
import type { EventType } from "./schema";
import type { TestView } from "./view";

const atOnce = 8;
let running = 0;
let agent: Agent | undefined;

/**
 * Sends what an event would send, for an instance `callboard-test`, through the same guard, and waits for the result.
 * It is no delivery: nothing of it is counted or shown among them; that it was sent is audited.
 * @throws ForbiddenError, InvalidError, ConflictError when many tests run already
 */
export async function testCallback(
  actor: Actor,
  { url, eventType }: { url: string; eventType: EventType },
): Promise<TestView> {
  assertCan(actor, "webhooks:write");
  const { callbackAllow, appSecret } = config();
  const verdict = judgeCallbackUrl(url, callbackAllow);
  if (!verdict.ok)
    throw new InvalidError([{ path: "url", message: `The URL${verdict.joint}${verdict.problem}` }]);
  if (running >= atOnce)
    throw new ConflictError("Several tests are running already. Wait for one to end, then try again.");
  running += 1;
  try {
    const endpoint = await prisma().endpoint.findFirst({ where: { url } });
    const secret = endpoint?.secret ? openSecret(endpoint.secret, endpoint.id, appSecret) : null;
    const composed = composeCallbackUrl(url, { ...testInstance, eventType });
    const headers = callbackHeaders({
      eventId: `evt_test_${randomUUID()}`,
      timestampS: Math.floor(Date.now() / 1_000),
      query: queryOf(composed),
      secrets: [secret ?? newSigningSecret()],
    });
    agent ??= createGuardedAgent({ allow: callbackAllow });
    const record = await sendCallback({ agent, url: composed, headers });
    const { host } = new URL(url);
    await prisma().$transaction((tx) =>
      recordAudit(tx, actor, {
        action: "webhooks.tested",
        subject: "webhooks",
        after: { host, eventType, outcome: record.outcome },
      }),
    );
    const { outcome, statusCode, cause, totalMs, request } = record;
    return { outcome, statusCode, cause, totalMs, request, signedWithOwnSecret: secret !== null };
  } finally {
    running -= 1;
  }
}
