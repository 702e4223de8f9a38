import { createHash } from "node:crypto";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { operations } from "@/lib/api/operations";
import { type Actor, operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { resendMatching } from "@/lib/deliveries/resend-many";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { createInstance } from "@/lib/instances/create";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { startReceiver } from "@/lib/testing/receiver";
import type { Handler } from "@/lib/web/route";

/** Every operation that changes something does so once for an Idempotency-Key. */

type Sent = {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  headers?: Record<string, string>;
};

let receiver: Awaited<ReturnType<typeof startReceiver>>;
let actor: Actor;
let token: string;
beforeAll(async () => {
  receiver = await startReceiver();
  actor = await actorOf("administrator");
  token = await tokenOf(actor);
});
afterAll(async () => {
  await receiver.close();
  await prisma().$disconnect();
  await pool().end();
});

const tables = [
  "instance",
  "event",
  "delivery",
  "attempt",
  "endpoint",
  "endpoint_process",
  "subscription",
  "event_switch",
  "webhook_settings",
];
const counted = [...tables, "resend_job", "cancellation", "audit_entry"];

let instanceID: string;
beforeEach(async () => {
  await pool().query(
    "truncate instance, event, delivery, attempt, endpoint, resend_job, cancellation, idempotency_key restart identity cascade",
  );
  await emptyAudit();
  const url = `${receiver.url}/hook`;
  await pool().query("insert into endpoint (url, url_hash, secret) values ($1, $2, $3)", [
    url,
    createHash("sha256").update(url).digest("hex"),
    sealSecret(newSigningSecret(), 1, config().appSecret),
  ]);
  await pool().query("insert into subscription (event_type, endpoint_id, position) values ('created', 1, 0)");
  await pool().query("update event_switch set enabled = event_type = 'created'");
  ({ instanceID } = await createInstance(operator, { processName: "P", FieldsMappings: [] }));
});

const endpoint = async (): Promise<Sent> => ({ params: { endpointID: "ep_1" } });

/** What to send so that the operation succeeds, by its id. */
const requests: Record<string, () => Promise<Sent>> = {
  createInstance: async () => ({ body: { processName: "P" } }),
  replaceInstance: async () => ({ params: { instanceID }, body: { Status: "Approved" } }),
  mergeInstance: async () => ({ params: { instanceID }, body: { Status: "Approved" } }),
  deleteInstance: async () => ({ params: { instanceID } }),
  createEvents: async () => ({ body: { eventType: "created", instanceID: "x-1", processName: "P" } }),
  replaceWebhooks: async () => ({
    headers: { "if-match": "*" },
    body: {
      ...noCallbacks,
      created: { enabled: true, urls: [`${receiver.url}/other`] },
    },
  }),
  testUrl: async () => ({ body: { url: `${receiver.url}/test`, eventType: "created" } }),
  saveWebhookOrder: async () => {
    const { rows } = await pool().query("select ordered from webhook_settings");
    return { body: { ordered: !rows[0].ordered } };
  },
  resendDelivery: async () => {
    await pool().query(
      "update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now()",
    );
    return { params: { deliveryID: "dlv_1" } };
  },
  resendDeliveries: async () => ({ body: { from: "2026-01-01T00:00:00Z" } }),
  cancelJob: async () => ({ params: { jobID: (await resendMatching(actor, {})).jobID } }),
  describeEndpoint: async () => ({ ...(await endpoint()), body: { name: "CRM production" } }),
  setEndpointProcesses: async () => ({ ...(await endpoint()), body: { processNames: ["P"] } }),
  setEndpointRate: async () => ({ ...(await endpoint()), body: { perSecond: 5, atOnce: null } }),
  setEndpointRetrySchedule: async () => ({ ...(await endpoint()), body: { pausesS: [30] } }),
  suspendEndpoint: endpoint,
  resumeEndpoint: async () => {
    await pool().query("update endpoint set state = 'suspended', state_changed_at = now()");
    return endpoint();
  },
  testEndpoint: async () => ({ ...(await endpoint()), query: "?eventType=created" }),
  rotateEndpointSecret: endpoint,
};

const changing = operations.filter(({ method }) => method !== "GET");

test("every operation that changes something is tried below", () => {
  expect(Object.keys(requests).sort()).toEqual(changing.map(({ id }) => id).sort());
});

/** All rows that an operation may change, as text. */
async function state(): Promise<string> {
  const rows = counted.map((table) => `select '${table}', row.*::text from ${table} as row`);
  return JSON.stringify((await pool().query(`${rows.join(" union all ")} order by 1, 2`)).rows);
}

/** How the operation is sent, once and again, with one key. */
async function sender({ id, path: address, method }: (typeof changing)[number]) {
  const request = await requests[id]?.();
  if (!request) throw new Error(`What should be sent to ${id}?`);
  const folder = address.replaceAll("{", "[").replaceAll("}", "]");
  const handlers: Record<string, Handler> = await import(path.resolve(`app${folder}/route.ts`));
  const handler = handlers[method];
  if (!handler) throw new Error(`${id} has no handler.`);
  return async () => {
    const { status, headers, body } = await callRoute(handler, method, {
      path: `${address}${request.query ?? ""}`,
      params: request.params,
      body: request.body,
      headers: { "idempotency-key": "key", ...request.headers },
      token,
    });
    return { status, replayed: headers.get("idempotency-replayed"), body };
  };
}

test.each(changing)("$id answers a repetition as before, and changes nothing more", async (operation) => {
  const send = await sender(operation);
  const before = await state();
  const first = await send();
  expect(Object.keys(operation.answers)).toContain(String(first.status));
  expect(first.replayed).toBeNull();
  const after = await state();
  expect(after).not.toBe(before);
  const calls = receiver.received.length;
  expect(await send()).toEqual({ ...first, replayed: "true" });
  expect(await state()).toBe(after);
  expect(receiver.received).toHaveLength(calls);
});

/** Those that call out cannot take back what they did (docs/decisions/0034). */
const inOneTransaction = changing.filter(({ callsOut }) => !callsOut);

test.each(inOneTransaction)("$id changes nothing where its answer cannot be stored", async (operation) => {
  const send = await sender(operation);
  const before = await state();
  await pool().query("alter table idempotency_key add constraint unanswered check (status is null)");
  const failed = await send().finally(() =>
    pool().query("alter table idempotency_key drop constraint unanswered"),
  );
  expect(failed.status).toBe(500);
  expect(await state()).toBe(before);
  expect((await send()).replayed).toBeNull();
  expect(await state()).not.toBe(before);
});
