import { createHash } from "node:crypto";
import { lastRecorded } from "@/lib/audit/last";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { sealSecret } from "@/lib/callback/secret-box";
import { newSigningSecret } from "@/lib/callback/signature";
import { type CheckedLine, checkCallbackLines } from "@/lib/callback/url-lines";
import { config } from "@/lib/config";
import { leaseMs, webhookSettingsLock } from "@/lib/db/locks";
import { type PrismaTx, prisma } from "@/lib/db/prisma";
import { InvalidError } from "@/lib/errors";
import { announceSettings, nextSettingsVersion } from "@/lib/events/announce-settings";
import type { AllowRule } from "@/lib/net/allow-list";
import { judgeNames } from "@/lib/net/judge-names";
import { webhooksView } from "./read";
import { byEventType, type Callback, type EventType, eventTypes, webhooksErrors } from "./schema";
import { type ExpectedVersion, isExpected } from "./version";
import { type SaveOutcome, settingsOf, type WebhooksView } from "./view";
import { type LastSave, whoSaved } from "./who-saved";

export type WebhooksChange = Record<EventType, Callback> & { version: ExpectedVersion };

const action = { subject: "webhooks", action: "webhooks.saved" } as const;

/**
 * Replaces the callback settings. When it returns, no call to a removed URL or switched-off type can begin any more
 * (docs/decisions/0008). Of two saves from the same version one wins; the other is told who and when.
 * @throws ForbiddenError, InvalidError with every bad line
 */
export async function replaceWebhooks(
  actor: Actor,
  input: WebhooksChange,
  { restoredFrom }: RestoredFrom = {},
): Promise<SaveOutcome> {
  assertCan(actor, "webhooks:write");
  const { callbackAllow } = config();
  const errors = webhooksErrors(input, callbackAllow);
  if (errors.length > 0) throw new InvalidError(errors);
  const lines = byEventType((type) => checkCallbackLines(input[type].urls, callbackAllow).lines);
  const warnings = await judgedNames(lines, callbackAllow);
  const { outcome, settingsVersion } = await prisma().$transaction(async (tx): Promise<Done> => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${webhookSettingsLock}::bigint)`;
    const before = await webhooksView(tx);
    if (!isExpected(input.version, before.version)) {
      const current = { ...before, ...(await lastRecorded(tx, action)) };
      return {
        outcome: { kind: "conflict", message: conflictMessage(current), current },
        settingsVersion: 0,
      };
    }
    for (const type of eventTypes) {
      await tx.eventSwitch.update({ where: { eventType: type }, data: { enabled: input[type].enabled } });
      await replaceSubscriptions(
        tx,
        type,
        lines[type].map(({ url }) => url),
      );
    }
    await reactivate(tx, before, lines);
    await cancelUnwanted(tx);
    await tx.webhookSettings.update({
      where: { id: 1 },
      data: { updatedAt: new Date(), updatedById: actor.userId },
    });
    const settingsVersion = await nextSettingsVersion(tx);
    const after = await webhooksView(tx);
    await recordAudit(tx, actor, {
      ...action,
      before: settingsOf(before),
      after: settingsOf(after),
      restoredFrom,
    });
    return { outcome: { kind: "saved", webhooks: after, warnings }, settingsVersion };
  });
  if (outcome.kind === "saved") await announceSettings(settingsVersion);
  return outcome;
}

/** `settingsVersion` is what the dispatchers acknowledge, not what savers compare. */
type Done = { outcome: SaveOutcome; settingsVersion: number };

/** The entry of the history that a save brings back. */
export type RestoredFrom = { restoredFrom?: bigint };

type Lines = Record<EventType, CheckedLine[]>;

/** @returns warnings about names; @throws InvalidError with every line whose name leads where callbacks may not go */
async function judgedNames(lines: Lines, allow: readonly AllowRule[]): Promise<string[]> {
  const verdicts = await judgeNames(
    eventTypes.flatMap((type) => lines[type].map(({ url }) => url)),
    allow,
  );
  const errors = eventTypes.flatMap((type) =>
    lines[type].flatMap(({ line, url }) => {
      const refused = verdicts.get(url)?.refused;
      return refused ? [{ path: `${type}.urls`, line, message: `Line ${line}: ${refused}` }] : [];
    }),
  );
  if (errors.length > 0) throw new InvalidError(errors);
  return [...new Set([...verdicts.values()].flatMap(({ warning }) => warning ?? []))];
}

async function replaceSubscriptions(tx: PrismaTx, eventType: EventType, urls: string[]): Promise<void> {
  await tx.subscription.deleteMany({ where: { eventType } });
  for (const [position, url] of urls.entries()) {
    const endpointId = await endpointFor(tx, url);
    await tx.subscription.create({ data: { eventType, endpointId, position } });
  }
}

/** A URL that was removed and is entered anew starts anew, whatever it was before: somebody believes in it again. */
async function reactivate(tx: PrismaTx, before: WebhooksView, lines: Lines): Promise<void> {
  const known = new Set(eventTypes.flatMap((type) => before[type].urls));
  const entered = eventTypes.flatMap((type) => lines[type].map(({ url }) => url));
  await tx.endpoint.updateMany({
    where: {
      urlHash: { in: entered.filter((url) => !known.has(url)).map(hashOf) },
      OR: [{ state: { not: "active" } }, { failures: { gt: 0 } }],
    },
    data: {
      state: "active",
      stateReason: null,
      stateChangedAt: new Date(),
      failures: 0,
      failingSince: null,
      probeAt: null,
    },
  });
}

/** The endpoint of this very URL; one that was used before comes back with its secret. */
async function endpointFor(tx: PrismaTx, url: string): Promise<number> {
  const urlHash = hashOf(url);
  const known = await tx.endpoint.findUnique({ where: { urlHash } });
  if (known) return known.id;
  const { id } = await tx.endpoint.create({ data: { url, urlHash } });
  const secret = new Uint8Array(sealSecret(newSigningSecret(), id, config().appSecret));
  await tx.endpoint.update({ where: { id }, data: { secret } });
  return id;
}

function hashOf(url: string): string {
  return createHash("sha256").update(url).digest("hex");
}

/**
 * Pending deliveries that nothing asks for any more; one that is only being resent is what it was before (docs/decisions/0023).
 * Clearing `locked_by` breaks the fence of one already claimed; its attempt
 * gets a row here, because from now on nothing else says that a call may be under way; `resend_by` stays then, by which the
 * attempt is found if its dispatcher dies.
 */
async function cancelUnwanted(tx: PrismaTx): Promise<void> {
  await tx.$executeRaw`
    with unwanted as materialized (
      select d.id, d.attempts, d.locked_by, d.leased_until, d.resend_by, exists (
        select 1 from subscription s where s.endpoint_id = d.endpoint_id and s.event_type = e.event_type
      ) as subscribed
      from delivery d join event e on e.id = d.event_id
      where d.done_at is null and not exists (
        select 1 from subscription s join event_switch w on w.event_type = s.event_type and w.enabled
        where s.endpoint_id = d.endpoint_id and s.event_type = e.event_type
      )
      for no key update of d
    ), under_way as (
      insert into attempt (delivery_id, number, trigger, triggered_by, dispatcher_id, started_at)
      select id, attempts, (case when resend_by is null then 'automatic' else 'manual' end)::attempt_trigger, resend_by,
        locked_by, leased_until - ${leaseMs}::int * interval '1 ms'
      from unwanted where locked_by is not null
      on conflict (delivery_id, number) do nothing
    )
    update delivery d
    set status = coalesce(d.resend_from, 'cancelled'), done_at = now(), locked_by = null, leased_until = null,
        cancel_reason = case
          when d.resend_from is null
            then case when subscribed then 'switched_off'::cancel_reason else 'url_removed'::cancel_reason end
          when d.resend_from = 'cancelled' then d.cancel_reason
        end,
        resend_by = case when unwanted.locked_by is not null then d.resend_by end, resend_from = null
    from unwanted
    where d.id = unwanted.id`;
}

function conflictMessage(last: LastSave): string {
  return `${whoSaved(last)}, while you were editing. Nothing of yours was saved, and your text is kept.`;
}
