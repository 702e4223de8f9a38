import { Webhook } from "standardwebhooks";
import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { inTransaction, pool } from "@/lib/db/pool";
import { ConflictError, ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { type Received, startReceiver } from "@/lib/testing/receiver";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { rotateSecret } from "./rotate-secret";
import { openSecret } from "./secret-box";
import { showSecret } from "./show-secret";
import { testEndpoint } from "./test-call";

afterAll(() => pool().end());

const saveUrl = (urls: string) =>
  replaceWebhooks(operator, { version: null, ...noCallbacks, created: { enabled: true, urls } });

beforeEach(async () => {
  await emptyAudit();
  await pool().query("truncate subscription, endpoint restart identity cascade");
  await saveUrl("http://127.0.0.1:8081/a");
});

const current = async () => (await showSecret(operator, "ep_1")).secret;
const audited = async (action: string) =>
  (
    await pool().query("select actor_name, subject, before, after from audit_entry where action = $1", [
      action,
    ])
  ).rows;

/** Verifies as receivers do. */
const verify = (secret: string, request: Received | undefined) =>
  new Webhook(secret).verify(`"${request?.path.split("?")[1]}"`, Object.fromEntries(request?.headers ?? []));

test("the stock library verifies with the new and the previous secret for 24 hours, then with the new one alone", async () => {
  const receiver = await startReceiver();
  await saveUrl(receiver.url);
  const endpointID = "ep_2";
  const show = async () => (await showSecret(operator, endpointID)).secret;
  const call = async () => {
    await testEndpoint(operator, { endpointID });
    return receiver.received.at(-1);
  };
  const old = await show();
  const { previousSecretUntil } = await rotateSecret(operator, endpointID);
  const hours = (Date.parse(previousSecretUntil ?? "") - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(23.9);
  expect(hours).toBeLessThanOrEqual(24.1);
  const fresh = await show();
  expect(fresh).not.toBe(old);
  const both = await call();
  verify(old, both);
  verify(fresh, both);
  const signatures = new Map(both?.headers).get("webhook-signature")?.split(" ");
  expect(signatures).toHaveLength(2);
  const newFirst = new Map(both?.headers).set("webhook-signature", signatures?.[0] ?? "");
  new Webhook(fresh).verify(`"${both?.path.split("?")[1]}"`, Object.fromEntries(newFirst));

  await rotateSecret(operator, endpointID);
  const third = await call();
  expect(() => verify(old, third)).toThrow();
  verify(fresh, third);
  verify(await show(), third);

  await pool().query("update endpoint set previous_secret_until = now() - interval '1 s'");
  const alone = await call();
  expect(() => verify(fresh, alone)).toThrow();
  verify(await show(), alone);
  expect(new Map(alone?.headers).get("webhook-signature")).toMatch(/^v1,\S+$/);
  await receiver.close();
});

test("the previous secret stays sealed", async () => {
  const old = await current();
  await rotateSecret(operator, "ep_1");
  const { rows } = await pool().query("select secret, previous_secret from endpoint");
  expect(openSecret(rows[0].previous_secret, 1, config().appSecret)).toBe(old);
  expect(rows[0].previous_secret.toString("latin1")).not.toContain(old.slice(6, 20));
});

test("showing and rotating are audited, without the secret", async () => {
  const developer = await actorOf("developer");
  const { secret } = await showSecret(developer, "ep_1");
  const { previousSecretUntil } = await rotateSecret(developer, "ep_1");
  const who = { actor_name: developer.name, subject: "ep_1", before: null };
  expect(await audited("endpoint.secret_shown")).toEqual([{ ...who, after: null }]);
  expect(await audited("endpoint.secret_rotated")).toEqual([{ ...who, after: { previousSecretUntil } }]);
  const { rows } = await pool().query("select string_agg(audit_entry::text, '') as text from audit_entry");
  expect(rows[0].text).not.toContain(secret.slice(6));
});

test("rotating moves on what dispatchers acknowledge, and only once it is committed", async () => {
  const version = async () => (await pool().query("select version from webhook_settings")).rows[0].version;
  const before = await version();
  await rotateSecret(operator, "ep_1");
  expect(await version()).toBe(before + 1);
  const old = await current();
  await expect(
    inTransaction(async () => {
      await rotateSecret(operator, "ep_1");
      throw new Error("undone");
    }),
  ).rejects.toThrow("undone");
  expect(await version()).toBe(before + 1);
  expect(await current()).toBe(old);
});

test("a secret that another APP_SECRET sealed cannot be shown, and is not kept when it is rotated", async () => {
  await pool().query("update endpoint set secret = '\\x00'");
  await expect(current()).rejects.toThrow("cannot be opened with this APP_SECRET");
  expect(await audited("endpoint.secret_shown")).toEqual([]);
  expect(await rotateSecret(operator, "ep_1")).toEqual({ previousSecretUntil: null });
  expect(await current()).toMatch(/^whsec_/);
});

test("of two rotations at once both happen, one after the other", async () => {
  await Promise.all([rotateSecret(operator, "ep_1"), rotateSecret(operator, "ep_1")]);
  const { rows } = await pool().query("select secret, previous_secret from endpoint");
  const open = (sealed: Buffer) => openSecret(sealed, 1, config().appSecret);
  expect(open(rows[0].secret)).not.toBe(open(rows[0].previous_secret));
  expect(await audited("endpoint.secret_rotated")).toHaveLength(2);
});

test("only who may change callbacks, and only what exists", async () => {
  for (const act of [showSecret, rotateSecret]) {
    await expect(act(await actorOf("user"), "ep_1")).rejects.toThrow(ForbiddenError);
    const reader = { ...(await actorOf("developer")), scopes: ["read" as const] };
    await expect(act(reader, "ep_1")).rejects.toThrow('This token lacks the scope "write".');
    for (const id of ["ep_9", "dlv_1", ""]) {
      await expect(act(operator, id)).rejects.toThrow(NotFoundError);
    }
  }
});

test("a rotation that was decided on before another, or is sent twice, changes nothing", async () => {
  const { previousSecretUntil } = await rotateSecret(operator, "ep_1", null);
  const fresh = await current();
  await expect(rotateSecret(operator, "ep_1", null)).rejects.toThrow(ConflictError);
  expect(await current()).toBe(fresh);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  await expect(rotateSecret(operator, "ep_1", yesterday)).rejects.toThrow("was not rotated again");
  await rotateSecret(operator, "ep_1", previousSecretUntil);
  expect(await current()).not.toBe(fresh);
  // What was said is over, and what is stored as well: nobody was told anything else.
  await pool().query("update endpoint set previous_secret_until = now() - interval '1 s'");
  for (const seen of [yesterday, null]) {
    const before = await current();
    await rotateSecret(operator, "ep_1", seen);
    expect(await current()).not.toBe(before);
    await pool().query("update endpoint set previous_secret_until = now() - interval '1 s'");
  }
});
