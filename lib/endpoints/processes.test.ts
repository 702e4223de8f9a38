import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import * as processesRoute from "@/app/api/endpoints/[endpointID]/processes/route";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { dispatcherLifeLockClass, orderLockClass, webhookSettingsLock } from "@/lib/db/locks";
import { pool } from "@/lib/db/pool";
import { previewResend, resendLogged } from "@/lib/deliveries/resend-many";
import { sendUnsent } from "@/lib/deliveries/send-unsent";
import { startResendJobs } from "@/lib/dispatch/resend/run-jobs";
import { ConflictError, ForbiddenError, NotFoundError } from "@/lib/errors";
import { acceptEvents } from "@/lib/events/accept";
import { readEvent } from "@/lib/events/read";
import { createInstance } from "@/lib/instances/create";
import { reconcile } from "@/lib/reconciliation/reconcile";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { processesInput } from "./processes-schema";
import { readStatsOf } from "./read-stats";
import { setProcesses } from "./set-processes";

/** A URL that is called for some processes only (docs/decisions/0063). */

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  await emptyAudit();
  await database().query("truncate instance, resend_job, resend_delivery, verified_hour, deleted_instance");
  await database().query("update event_switch set enabled = event_type = 'created'");
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

const addUrl = async (path: string, processNames: string[] = []) => {
  const id = await addEndpoint(`${receiver.url}/${path}`);
  await setProcesses(operator, `ep_${id}`, processNames);
  return id;
};
const report = (...processNames: string[]) =>
  acceptEvents(
    operator,
    processNames.map((processName, n) => ({ eventType: "created", instanceID: `i-${n}`, processName })),
  );
/** "/path process" of each request, sorted. */
const called = () =>
  receiver.received
    .map(({ path }) => `${path.split("?")[0]} ${new URL(path, receiver.url).searchParams.get("processName")}`)
    .sort();

test("each URL is called for the processes of its list, letter by letter, and one without a list for all", async () => {
  const all = await addUrl("all");
  const leave = await addUrl("leave", ["Leave Request", "Leave"]);
  dispatcherHere();
  // One at a time as an idle dispatcher takes them, and many in one statement.
  expect(await report("Leave Request")).toMatchObject([{ outcome: "dispatched", deliveries: 2 }]);
  expect(await report("leave request")).toMatchObject([{ outcome: "dispatched", deliveries: 1 }]);
  expect(await report("Leave", "Order", "Leave Requests", "Leave")).toMatchObject(
    [2, 1, 1, 2].map((deliveries) => ({ outcome: "dispatched", deliveries })),
  );
  await createInstance(operator, { processName: "Leave", FieldsMappings: [] });
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 11);
  expect(called()).toEqual([
    ...["Leave", "Leave", "Leave", "Leave Request", "Leave Requests", "Order", "leave request"].map(
      (name) => `/all ${name}`,
    ),
    ...["Leave", "Leave", "Leave", "Leave Request"].map((name) => `/leave ${name}`),
  ]);
  const { rows } = await database().query(
    'select process_name, expected, left_out from event order by process_name collate "C", id',
  );
  expect(rows.filter(({ process_name }) => process_name !== "Leave")).toEqual([
    { process_name: "Leave Request", expected: 2, left_out: null },
    { process_name: "Leave Requests", expected: 1, left_out: [leave] },
    { process_name: "Order", expected: 1, left_out: [leave] },
    { process_name: "leave request", expected: 1, left_out: [leave] },
  ]);
  expect(await reconcile(operator)).toMatchObject({
    changes: 7,
    expected: 11,
    delivered: 11,
    unaccounted: 0,
  });
  expect(all).not.toBe(leave);
});

test("an event that no URL wants is kept with that reason, adds up, and goes out once one wants it", async () => {
  const leave = await addUrl("leave", ["Leave"]);
  const order = await addUrl("order", ["Order"]);
  const [one, two] = await report("Invoice", "Order");
  expect(one).toMatchObject({ outcome: "process_not_wanted", deliveries: 0 });
  expect(two).toMatchObject({ outcome: "dispatched", deliveries: 1 });
  expect(await reconcile(operator)).toMatchObject({
    changes: 2,
    expected: 1,
    notSent: { switched_off: 0, no_urls: 0, process_not_wanted: 1 },
    unaccounted: 0,
  });
  const eventID = one?.eventID ?? "";
  const url = (path: string) => `${receiver.url}/${path}`;
  expect(await readEvent(operator, eventID)).toMatchObject({
    outcome: "process_not_wanted",
    leftOut: [
      { endpointID: `ep_${leave}`, url: url("leave") },
      { endpointID: `ep_${order}`, url: url("order") },
    ],
  });
  expect(await readEvent(await actorOf("user"), eventID)).not.toHaveProperty("leftOut");
  await expect(sendUnsent(operator, eventID)).rejects.toThrow(
    new ConflictError(
      "No Created URL wants the process Invoice now. Add it to the list of a URL, on that URL's page, then send it.",
    ),
  );
  await setProcesses(operator, `ep_${order}`, ["Order", "Invoice"]);
  expect(await sendUnsent(operator, eventID)).toEqual({ eventID, urls: 1 });
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'delivered'", 2);
  expect(called()).toEqual(["/order Invoice", "/order Order"]);
  expect((await readEvent(operator, eventID)) as object).toMatchObject({
    leftOut: [{ endpointID: `ep_${leave}` }],
  });
  expect(await reconcile(operator)).toMatchObject({
    expected: 2,
    delivered: 2,
    notSent: { process_not_wanted: 0 },
    unaccounted: 0,
  });
});

test("a job sends what nobody wanted to those who want it by then, and says before where it goes", async () => {
  const leave = await addUrl("leave", ["Leave"]);
  await report("Order", "Order", "Invoice", "Stock");
  await addUrl("all");
  await addUrl("order", ["Order"]);
  expect(await previewResend(operator, { outcome: "process_not_wanted" })).toMatchObject({
    count: 4,
    unsent: [
      { eventType: "created", count: 2, urls: 2 },
      { eventType: "created", count: 2, urls: 1 },
    ],
  });
  await resendLogged(operator, { outcome: "process_not_wanted" });
  dispatcherHere();
  const jobs = startResendJobs({ databaseUrl: config().databaseUrl });
  await eventuallyCount("delivery", "status = 'delivered' and attempts = 1", 6);
  await jobs.stop();
  expect(called()).toEqual(
    ["/all Invoice", "/all Order", "/all Order", "/all Stock", "/order Order", "/order Order"].sort(),
  );
  expect(await count("event", `outcome_before = 'process_not_wanted' and ${leave} = any (left_out)`)).toBe(4);
  expect(await reconcile(operator)).toMatchObject({ expected: 6, delivered: 6, unaccounted: 0 });
});

test("the list counts from the next event on; it is recorded once, and a release before finds it too", async () => {
  const developer = await actorOf("developer");
  const id = await addEndpoint(`${receiver.url}/in`);
  await report("Order");
  expect(await setProcesses(developer, `ep_${id}`, ["Leave", "Approval", "Leave"])).toEqual([
    "Approval",
    "Leave",
  ]);
  await setProcesses(developer, `ep_${id}`, ["Leave", "Approval"]);
  expect(await readStatsOf(operator, `ep_${id}`)).toMatchObject({ processNames: ["Approval", "Leave"] });
  // What waited goes out.
  dispatcherHere();
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  const { rows } = await database().query(
    "select subject, before, after, actor_name from audit_entry where action = 'endpoint.processes_set'",
  );
  expect(rows).toEqual([
    {
      subject: `ep_${id}`,
      before: { processNames: [] },
      after: { processNames: ["Approval", "Leave"] },
      actor_name: developer.name,
    },
  ]);
  const recorded = await database().query(
    `select outcome, endpoint_ids from record_events_claimed(array['evt_old'], array['created']::event_type[], array['o-1'],
       array['Order'], 'before', $1, $2, true, false, $3, 0, interval '30 s')`,
    [webhookSettingsLock, orderLockClass, dispatcherLifeLockClass],
  );
  expect(recorded.rows).toEqual([{ outcome: "process_not_wanted", endpoint_ids: [] }]);
  await expect(setProcesses(await actorOf("user"), `ep_${id}`, [])).rejects.toThrow(ForbiddenError);
  await expect(setProcesses(operator, "ep_999999", [])).rejects.toThrow(NotFoundError);
  await setProcesses(operator, `ep_${id}`, []);
  expect(await report("Order")).toMatchObject([{ outcome: "dispatched", deliveries: 1 }]);
});

test("a list that is saved while events are recorded holds wholly before or after each", async () => {
  const id = await addEndpoint(`${receiver.url}/in`);
  const held = await database().connect();
  await held.query("begin");
  await held.query("select pg_advisory_xact_lock_shared($1)", [webhookSettingsLock]);
  const saving = setProcesses(operator, `ep_${id}`, ["Leave"]);
  await eventually(async () => (await count("pg_locks", "locktype = 'advisory' and not granted")) > 0);
  expect(await count("endpoint_process", "true")).toBe(0);
  await held.query("commit");
  held.release();
  await saving;
  expect(await report("Order")).toMatchObject([{ outcome: "process_not_wanted" }]);
});

test("an hour that a release before has verified counts what nobody wanted as well", async () => {
  await addUrl("leave", ["Leave"]);
  await report("Order", "Order");
  await database().query(
    "update event set occurred_at = date_trunc('hour', now()) - interval '2 h' + interval '1 min'",
  );
  const from = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 4 * 3_600_000);
  const look = () => reconcile(operator, { from }, { trustVerified: true });
  await look();
  for (const was of ["2", "null"]) {
    expect(await count("verified_hour", "process_not_wanted = 2")).toBe(1);
    await database().query(`update verified_hour set process_not_wanted = ${was} where changes > 0`);
    const found = await look();
    expect(found).toMatchObject({ changes: 2, notSent: { process_not_wanted: 2 } });
    expect(found.verified?.hours).toBeGreaterThan(1);
    await database().query("update verified_hour set process_not_wanted = 2 where changes > 0");
  }
});

test("programs set the list, and are told what is wrong with it; people type a name a line", async () => {
  const id = await addEndpoint(`${receiver.url}/in`);
  const token = await tokenOf(await actorOf("developer"));
  const put = (body: unknown, endpointID = `ep_${id}`) =>
    callRoute(processesRoute.PUT, "PUT", { path: "/", params: { endpointID }, token, body });
  expect(await put({ processNames: [" Leave ", "Order"] })).toMatchObject({
    status: 200,
    body: { endpointID: `ep_${id}`, processNames: ["Leave", "Order"] },
  });
  expect((await put({ processNames: ["Leave", "a/b"] })).body.errors).toMatchObject([
    { path: "processNames[1]", message: expect.stringContaining("may hold letters") },
  ]);
  expect((await put({ processNames: Array(51).fill("Leave") })).body.errors).toMatchObject([
    { path: "processNames", message: "must hold at most 50 names" },
  ]);
  expect((await put({ processNames: [] }, "ep_999999")).status).toBe(404);
  const typed = (processNames: string) => processesInput.safeParse({ endpointID: "ep_1", processNames });
  expect(typed(" Leave \r\n\n Order").data).toMatchObject({ processNames: ["Leave", "Order"] });
  expect(typed("Leave\na/b").error?.issues[0]?.message).toMatch(/^Line 2 may hold letters/);
  expect(typed("Leave\n".repeat(51)).error?.issues[0]?.message).toBe("At most 50 processes are allowed.");
});
