import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { createMetrics } from "@/lib/dispatch/metrics";
import { startNoticePosts } from "@/lib/dispatch/tasks/notice-posts";
import { ForbiddenError, InvalidError } from "@/lib/errors";
import { createGuardedAgent } from "@/lib/net/guard";
import { deriveNotices } from "@/lib/notices/derive";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually } from "@/lib/testing/eventually";
import { readNoticeWebhook, rotateNoticeSecret, saveNoticeWebhook, showNoticeSecret } from "./settings";
import { testNoticeWebhook } from "./test-post";

const { databaseUrl, appSecret, callbackAllow } = config();

type Posted = { method: string; path: string; body: string; headers: IncomingHttpHeaders };
const posted: Posted[] = [];
let status: (body: string) => number = () => 204;
let answer = async ({ body }: Posted) => status(body);
const byStatus = answer;
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", async () => {
    const one = { method: request.method ?? "", path: request.url ?? "", body, headers: request.headers };
    posted.push(one);
    response.writeHead(await answer(one)).end();
  });
});
let url = "";
let endpoint = 0;

const tasks: { stop(): Promise<void> }[] = [];
const agent = createGuardedAgent({ allow: callbackAllow });
const sender = (options: { retryScheduleMs?: number[]; allow?: typeof callbackAllow } = {}) =>
  tasks.push(
    startNoticePosts({
      databaseUrl,
      appSecret,
      appUrl: "https://callboard.example.com",
      retryScheduleMs: options.retryScheduleMs ?? [10, 10],
      agent: options.allow ? createGuardedAgent({ allow: options.allow }) : agent,
      everyMs: 10,
      ended: metrics.noticePost,
    }),
  );
let metrics = createMetrics();

beforeEach(async () => {
  if (!receiver.listening) await new Promise<void>((done) => receiver.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/notices`;
  posted.length = 0;
  metrics = createMetrics();
  status = () => 204;
  answer = byStatus;
  await emptyAudit();
  endpoint = await addEndpoint("https://hooks.example.com/night?key=sesame");
});
afterEach(async () => {
  await Promise.all(tasks.splice(0).map((task) => task.stop()));
  await saveNoticeWebhook(operator, { url: "" });
  await database().query("truncate notice, notice_post, noticed_change, endpoint_state_change");
});
afterAll(async () => {
  await agent.destroy();
  receiver.closeAllConnections();
  receiver.close();
  await pool().end();
});

/** Notices of these kinds, made as the task makes them. */
async function happens(...kinds: string[]): Promise<void> {
  const session = await database().connect();
  for (const kind of kinds) {
    await session.query("insert into notice (kind, endpoint_id, reason) values ($1, $2, 'Why.')", [
      kind,
      endpoint,
    ]);
  }
  await deriveNotices(session);
  session.release();
}
const arrived = (n: number) => eventually(async () => posted.length >= n && posted);
const typeOf = ({ body }: Posted) => JSON.parse(body).type;
const settled = () => eventually(async () => (await count("notice_post", "true")) === 0);

test("a notice is posted once, in order, as JSON that the stock library verifies", async () => {
  await happens("failing");
  await saveNoticeWebhook(operator, { url });
  const { secret } = await showNoticeSecret(operator);
  await happens("probed", "suspended");
  for (const _ of [1, 2, 3]) sender();
  await arrived(2);
  await settled();
  // What was told before there was a URL stays here.
  expect(posted.map(typeOf)).toEqual(["endpoint.probed", "endpoint.suspended"]);
  const [{ method, body, headers } = { method: "", body: "", headers: {} as IncomingHttpHeaders }] = posted;
  expect(method).toBe("POST");
  expect(headers["content-type"]).toBe("application/json");
  expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
    type: "endpoint.probed",
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    data: {
      noticeID: headers["webhook-id"],
      endpointID: `ep_${endpoint}`,
      url: "https://hooks.example.com/night?key=…",
      reason: "Why.",
      by: null,
      link: `https://callboard.example.com/administration/developer/endpoints/ep_${endpoint}`,
    },
  });
  expect(() =>
    new Webhook(secret).verify(body.replace("probed", "failing"), headers as Record<string, string>),
  ).toThrow();
  expect(await readNoticeWebhook(operator)).toMatchObject({
    url,
    waiting: 0,
    givenUp: 0,
    last: { ok: true, cause: "Answered 204 No Content." },
  });
});

test("what fails is retried by the schedule with the same id, holds up nothing, is given up, and makes no notice", async () => {
  await saveNoticeWebhook(operator, { url });
  status = (body) => (body.includes("endpoint.probed") ? 500 : 204);
  await happens("probed", "suspended");
  sender();
  await settled();
  const probed = posted.filter((one) => typeOf(one) === "endpoint.probed");
  expect(probed).toHaveLength(3);
  expect(new Set(probed.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(posted.filter((one) => typeOf(one) === "endpoint.suspended")).toHaveLength(1);
  expect((await readNoticeWebhook(operator)).givenUp).toBe(1);
  const posts = (await metrics.read({ waiting: 0, calling: 0, unsettled: 0 })).find(
    ({ name }) => name === "callboard_notice_posts_total",
  );
  expect(posts?.values).toEqual([
    expect.objectContaining({ labels: { outcome: "delivered" }, value: 1 }),
    expect.objectContaining({ labels: { outcome: "failed" }, value: 3 }),
  ]);
  await happens();
  expect(await count("notice", "true")).toBe(2);
});

test("it goes through the guard: an address that is not allowed is never reached", async () => {
  await saveNoticeWebhook(operator, { url });
  await happens("suspended");
  sender({ retryScheduleMs: [], allow: [] });
  await settled();
  expect(posted).toEqual([]);
  expect((await readNoticeWebhook(operator)).last?.cause).toMatch(/^Not sent: /);
  await expect(saveNoticeWebhook(operator, { url: "http://169.254.169.254/latest" })).rejects.toThrow(
    InvalidError,
  );
  await expect(saveNoticeWebhook(operator, { url: "ftp://x" })).rejects.toThrow(/must start with http/);
});

test("after a rotation both secrets verify; a test is signed, and is no notice", async () => {
  await saveNoticeWebhook(operator, { url });
  const old = (await showNoticeSecret(operator)).secret;
  await rotateNoticeSecret(operator, null);
  await expect(rotateNoticeSecret(operator, null)).rejects.toThrow("was not rotated again");
  const { secret } = await showNoticeSecret(operator);
  expect(secret).not.toBe(old);
  expect(await testNoticeWebhook(operator)).toEqual({ ok: true, cause: "Answered 204 No Content." });
  for (const one of [old, secret]) {
    expect(
      new Webhook(one).verify(posted[0]?.body ?? "", posted[0]?.headers as Record<string, string>),
    ).toMatchObject({
      type: "test",
    });
  }
  expect((await readNoticeWebhook(operator)).last).toBeNull();
  const { rows } = await database().query<{ action: string }>("select action from audit_entry order by id");
  expect(rows.map(({ action }) => action)).toEqual([
    "notices.webhook_saved",
    "notices.secret_shown",
    "notices.secret_rotated",
    "notices.secret_shown",
    "notices.webhook_tested",
  ]);
  expect(JSON.stringify((await database().query("select * from audit_entry")).rows)).not.toContain("whsec_");
});

test("a secret that this APP_SECRET cannot open posts nothing, says so, and is mended by a rotation", async () => {
  await saveNoticeWebhook(operator, { url });
  await happens("suspended");
  await database().query("update notice_webhook set secret = decode(repeat('00', 80), 'hex')");
  sender();
  await eventually(async () => (await readNoticeWebhook(operator)).last?.cause.includes("cannot be opened"));
  await expect(showNoticeSecret(operator)).rejects.toThrow(/Rotate it/);
  expect(posted).toEqual([]);
  await rotateNoticeSecret(operator);
  await arrived(1);
});

test("without a URL nothing waits and nothing is posted", async () => {
  await saveNoticeWebhook(operator, { url });
  await happens("suspended");
  await saveNoticeWebhook(operator, { url: "" });
  expect(await count("notice_post", "true")).toBe(0);
  await happens("recovered");
  expect(await count("notice_post", "true")).toBe(0);
});

test("another URL takes effect with the next post, and a failure at the one before counts nothing against it", async () => {
  await saveNoticeWebhook(operator, { url });
  await happens("failing", "probed", "suspended");
  const other = url.replace("/notices", "/other");
  answer = async ({ path }) => {
    if (path !== "/notices") return 204;
    await saveNoticeWebhook(operator, { url: other });
    return 500;
  };
  sender({ retryScheduleMs: [] });
  await settled();
  expect(posted.map((one) => [one.path, typeOf(one)])).toEqual([
    ["/notices", "endpoint.failing"],
    ["/other", "endpoint.failing"],
    ["/other", "endpoint.probed"],
    ["/other", "endpoint.suspended"],
  ]);
  expect((await readNoticeWebhook(operator)).givenUp).toBe(0);
});

test("only an Administrator sees it or sets it", async () => {
  for (const role of ["developer", "user"] as const) {
    const actor = await actorOf(role);
    for (const act of [
      () => readNoticeWebhook(actor),
      () => saveNoticeWebhook(actor, { url }),
      () => showNoticeSecret(actor),
      () => rotateNoticeSecret(actor),
      () => testNoticeWebhook(actor),
    ]) {
      await expect(act()).rejects.toThrow(ForbiddenError);
    }
  }
});
