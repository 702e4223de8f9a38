import { createHash } from "node:crypto";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { sealSecret } from "@/lib/callback/secret-box";
import { newSigningSecret } from "@/lib/callback/signature";
import { type CheckedLine, checkCallbackLines } from "@/lib/callback/url-lines";
import { config } from "@/lib/config";
import { leaseMs, webhookSettingsLock } from "@/lib/db/locks";
import { type PrismaTx, prisma } from "@/lib/db/prisma";
import { InvalidError } from "@/lib/errors";
import type { AllowRule } from "@/lib/net/allow-list";
import { judgeNames } from "@/lib/net/judge-names";
import { announceSettings } from "./announce";
import { webhooksView } from "./read";
import { byEventType, type EventType, eventTypes, type WebhooksInput, webhooksInput } from "./schema";
import type { SaveOutcome, WebhooksView } from "./view";
import { type LastSave, whoSaved } from "./who-saved";

/**
 * Replaces the callback settings. When it returns, no call to a removed URL or switched-off type can begin any more
 * (docs/decisions/0008). Of two saves from the same version one wins; the other is told who and when.
 * @throws ForbiddenError, InvalidError with every bad line
 */
export async function replaceWebhooks(
  actor: Actor,
  input: WebhooksInput,
  { restoredFrom }: RestoredFrom = {},
): Promise<SaveOutcome> {
  assertCan(actor, "webhooks:write");
  const { callbackAllow } = config();
  const parsed = webhooksInput(callbackAllow).safeParse(input);
  if (!parsed.success) {
    throw new InvalidError(
      parsed.error.issues.map((issue) => ({
        path: issue.path.join("."),
        message: issue.message,
        ...(issue.code === "custom" && typeof issue.params?.line === "number"
          ? { line: issue.params.line }
          : {}),
      })),
    );
  }
  const lines = byEventType((type) => checkCallbackLines(input[type].urls, callbackAllow).lines);
  const warnings = await judgedNames(lines, callbackAllow);
  const outcome = await prisma().$transaction(async (tx): Promise<SaveOutcome> => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${webhookSettingsLock}::bigint)`;
    const before = await webhooksView(tx);
    if (before.version !== input.version)
      return { kind: "conflict", message: conflictMessage(before), current: before };
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
      data: { version: { increment: 1 }, updatedAt: new Date(), updatedById: actor.userId },
    });
    const after = await webhooksView(tx);
    await recordAudit(tx, actor, {
      action: "webhooks.saved",
      subject: "webhooks",
      before: settingsOf(before),
      after: settingsOf(after),
      restoredFrom,
    });
    return { kind: "saved", webhooks: after, warnings };
  });
  if (outcome.kind === "saved") await announceSettings(outcome.webhooks.version);
  return outcome;
}

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
 * Pending deliveries that nothing asks for any more. Clearing `locked_by` breaks the fence of one already claimed; its attempt
 * gets a row here, because from now on nothing else says that a call may be under way.
 */
async function cancelUnwanted(tx: PrismaTx): Promise<void> {
  await tx.$executeRaw`
    with unwanted as materialized (
      select d.id, d.attempts, d.locked_by, d.leased_until, exists (
        select 1 from subscription s where s.endpoint_id = d.endpoint_id and s.event_type = e.event_type
      ) as subscribed
      from delivery d join event e on e.id = d.event_id
      where d.done_at is null and not exists (
        select 1 from subscription s join event_switch w on w.event_type = s.event_type and w.enabled
        where s.endpoint_id = d.endpoint_id and s.event_type = e.event_type
      )
      for no key update of d
    ), under_way as (
      insert into attempt (delivery_id, number, dispatcher_id, started_at)
      select id, attempts, locked_by, leased_until - ${leaseMs}::int * interval '1 ms'
      from unwanted where locked_by is not null
      on conflict (delivery_id, number) do nothing
    )
    update delivery d
    set status = 'cancelled', done_at = now(), locked_by = null, leased_until = null,
        cancel_reason = case when subscribed then 'switched_off'::cancel_reason else 'url_removed'::cancel_reason end
    from unwanted
    where d.id = unwanted.id`;
}

function settingsOf(view: WebhooksView) {
  const { created, updated, deleted } = view;
  return { created, updated, deleted };
}

function conflictMessage(last: LastSave): string {
  return `${whoSaved(last)}, while you were editing. Nothing of yours was saved, and your text is kept.`;
}
