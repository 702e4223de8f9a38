import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { addDeliveries, addEndpoint, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { serveMetrics } from "@/lib/web/metrics";
import { DELETE, GET, PATCH, POST, PUT } from "./route";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());
afterAll(async () => {
  if (!pool().ended) await pool().end();
});

const get = (authorization?: string) =>
  new Request("http://localhost/api/metrics", authorization ? { headers: { authorization } } : {});

/** Every sample by what stands before its value, name and labels; those of several dispatchers added up. */
async function samples(): Promise<Map<string, number>> {
  const response = await serveMetrics(get(), null);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const parsed = new Map<string, number>();
  const keys = new Set<string>();
  for (const line of (await response.text()).split("\n")) {
    if (line === "" || line.startsWith("# HELP ") || line.startsWith("# TYPE ")) continue;
    const [, key, value] = /^([a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) (\S+)$/.exec(line) ?? [];
    if (key === undefined) throw new Error(`Not a sample: ${line}`);
    expect(keys.has(key), key).toBe(false);
    keys.add(key);
    const sum = key
      .replace(/,?dispatcher="\d+"/, "")
      .replace("{,", "{")
      .replace("{}", "");
    parsed.set(sum, (parsed.get(sum) ?? 0) + Number(value));
  }
  return parsed;
}

test("each dispatcher's calls are counted; who ends is no longer counted", async () => {
  receiver.answer(({ path }) => ({ status: path.startsWith("/bad") ? 500 : 200 }));
  const good = await addEndpoint(`${receiver.url}/good`);
  const bad = await addEndpoint(`${receiver.url}/bad`);
  const [one, two] = [1, 2].map(() => dispatcherHere({ retryScheduleMs: [], publishEveryMs: 20 }));
  await eventually(async () => one?.identity() !== null && two?.identity() !== null);
  await addDeliveries([good], 40);
  await addDeliveries([bad], 2);
  await eventuallyCount("delivery", "done_at is not null", 42);
  const seen = await eventually(async () => {
    const now = await samples();
    return now.get("callboard_settle_results_sum") === 42 && now;
  });
  expect(Object.fromEntries(seen)).toMatchObject({
    callboard_dispatchers: 2,
    'callboard_attempts_total{outcome="delivered"}': 40,
    'callboard_attempts_total{outcome="http_error"}': 2,
    'callboard_attempts_total{outcome="timeout"}': 0,
    callboard_call_wait_seconds_count: 42,
    'callboard_call_wait_seconds_bucket{le="+Inf"}': 42,
    callboard_call_duration_seconds_count: 42,
    callboard_claim_deliveries_sum: 42,
    callboard_calls_in_flight: 0,
    callboard_held_deliveries: 0,
    callboard_unsettled_results: 0,
    callboard_fences_lost_total: 0,
    callboard_sweeps_failed_total: 0,
    'callboard_deliveries_pending{state="active"}': 0,
    'callboard_endpoints{state="active"}': 2,
    'callboard_endpoints_failing{state="active"}': 1,
  });
  expect(seen.get("callboard_call_wait_seconds_sum")).toBeGreaterThan(0);
  expect(seen.get("callboard_settings_reloads_total")).toBeGreaterThanOrEqual(2);
  await Promise.all([one?.stop(), two?.stop()]);
  const after = await samples();
  expect(after.get("callboard_dispatchers")).toBe(0);
  expect(after.has('callboard_attempts_total{outcome="delivered"}')).toBe(false);
});

test("what a dead dispatcher left behind counts for nothing", async () => {
  await database().query(
    `insert into dispatcher (host, pid, version, metrics, metrics_at) values ('elsewhere', 1, '1.0.0', $1, now())`,
    [JSON.stringify([{ name: "callboard_dead", help: "h", type: "gauge", aggregator: "sum", values: [] }])],
  );
  const seen = await samples();
  expect(seen.get("callboard_dispatchers")).toBe(0);
  expect([...seen.keys()].join()).not.toContain("callboard_dead");
});

test("the queue is told by the state of the endpoint, its age by the oldest that is due", async () => {
  const [active, suspended] = [
    await addEndpoint(`${receiver.url}/a`),
    await addEndpoint(`${receiver.url}/b`),
  ];
  await database().query("update endpoint set state = 'suspended' where id = $1", [suspended]);
  await addDeliveries([active, suspended], 3, { hint: false });
  await database().query(
    `update delivery set next_at = now() + case when id > (select min(id) + 1 from delivery) then interval '1 h' else interval '-90 s' end
     where endpoint_id = $1`,
    [active],
  );
  const seen = await samples();
  expect(Object.fromEntries(seen)).toMatchObject({
    'callboard_deliveries_pending{state="active"}': 3,
    'callboard_deliveries_pending{state="suspended"}': 3,
    'callboard_deliveries_pending{state="probing"}': 0,
    'callboard_deliveries_due{state="active"}': 1,
    'callboard_deliveries_due{state="suspended"}': 3,
    'callboard_endpoints{state="suspended"}': 1,
    'callboard_oldest_due_age_seconds{state="probing"}': 0,
  });
  expect(seen.get('callboard_oldest_due_age_seconds{state="active"}')).toBeGreaterThanOrEqual(90);
  expect(seen.get('callboard_oldest_due_age_seconds{state="active"}')).toBeLessThan(200);
  expect(seen.get('callboard_oldest_due_age_seconds{state="rated"}')).toBe(0);
  // What waits for its turn is nothing to be woken for.
  await database().query("update endpoint set max_per_second = 1 where id = $1", [active]);
  const rated = await samples();
  expect(rated.get('callboard_oldest_due_age_seconds{state="active"}')).toBe(0);
  expect(rated.get('callboard_oldest_due_age_seconds{state="rated"}')).toBeGreaterThanOrEqual(90);
});

test("docs/operations.md names every metric there is, and no other", async () => {
  dispatcherHere({ publishEveryMs: 20 });
  await eventually(async () => (await samples()).has("callboard_calls_in_flight"));
  const text = await (await serveMetrics(get(), null)).text();
  const served = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  const listed = [...readFileSync("docs/operations.md", "utf8").matchAll(/`(callboard_\w+)`/g)].map(
    ([, name]) => name,
  );
  expect(listed.toSorted()).toEqual(served.toSorted());
});

test("with a METRICS_TOKEN only its bearer reads", async () => {
  const token = "only-prometheus-knows";
  expect((await serveMetrics(get(`Bearer ${token}`), token)).status).toBe(200);
  for (const wrong of [undefined, "Bearer", "Bearer only-prometheus", `Basic ${token}`, `Bearer ${token}x`]) {
    const refused = await serveMetrics(get(wrong), token);
    expect([wrong, refused.status]).toEqual([wrong, 401]);
    expect(refused.headers.get("www-authenticate")).toBe("Bearer");
    expect(await refused.json()).toMatchObject({
      status: 401,
      detail: expect.stringMatching(/METRICS_TOKEN/),
    });
  }
  expect((await serveMetrics(get("Bearer anything"), null)).status).toBe(200);
});

test("any other method is refused", async () => {
  const context = { params: Promise.resolve(undefined) };
  for (const [method, handler] of Object.entries({ DELETE, PATCH, POST, PUT })) {
    const answer = await handler(new Request("http://localhost/api/metrics", { method }), context);
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET"]);
  }
  expect((await GET(get())).status).toBe(200);
});

test("without a database there is a problem, not half a page", async () => {
  await pool().end();
  const answer = await serveMetrics(get(), null);
  expect(answer.status).toBe(503);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ status: 503, detail: expect.stringMatching(/database/) });
});
