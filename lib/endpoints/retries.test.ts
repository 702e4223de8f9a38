import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import * as retriesRoute from "@/app/api/endpoints/[endpointID]/retry-schedule/route";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { pausesText } from "./pauses-text";
import { retryInput } from "./retry-schema";
import { readRetries, setRetries } from "./set-retries";

/** A retry schedule of a URL's own. */

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
  receiver.answer(() => ({ status: 500 }));
  await emptyAudit();
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

/** How long each pending delivery waits from its last attempt on, seconds. */
async function waits(endpointId: number): Promise<number[]> {
  const { rows } = await database().query<{ s: number }>(
    `select extract(epoch from next_at - (select max(finished_at) from attempt where delivery_id = delivery.id))::float8 as s
     from delivery where endpoint_id = $1 and status = 'pending'`,
    [endpointId],
  );
  return rows.map(({ s }) => s);
}
const makeDue = () => database().query("update delivery set next_at = now() where status = 'pending'");

test("a URL's failures are followed by pauses of its own schedule, others' by that of the installation", async () => {
  const own = await addEndpoint(`${receiver.url}/own`);
  const usual = await addEndpoint(`${receiver.url}/usual`);
  await setRetries(operator, `ep_${own}`, [1_000, 5_000]);
  dispatcherHere({ retryScheduleMs: [100_000] });
  await addDeliveries([own, usual]);
  await eventuallyCount("attempt", "outcome = 'http_error'", 2);
  await eventuallyCount("delivery", "locked_by is null and attempts = 1", 2);
  for (const [id, scheduled] of [
    [own, 1_000],
    [usual, 100],
  ] as const) {
    const [wait = 0] = await waits(id);
    expect(wait).toBeGreaterThan(scheduled * 0.79);
    expect(wait).toBeLessThan(scheduled * 1.21);
  }
  await makeDue();
  await eventuallyCount(
    "delivery",
    "status = 'failed' and fail_reason = 'schedule_used_up' and attempts = 2",
    1,
  );
  await eventuallyCount("delivery", "status = 'pending' and locked_by is null and attempts = 2", 1);
  const [second = 0] = await waits(own);
  expect(second).toBeGreaterThan(5_000 * 0.79);
  await makeDue();
  await eventuallyCount("delivery", "status = 'failed' and attempts = 3", 1);
});

test("what waits goes out when it was to; its next pause is by the schedule that was set meanwhile", async () => {
  const id = await addEndpoint(`${receiver.url}/own`);
  dispatcherHere({ retryScheduleMs: [100_000, 100_000, 100_000] });
  await addDeliveries([id]);
  await eventuallyCount("delivery", "locked_by is null and attempts = 1", 1);
  const due = async () => (await database().query("select next_at from delivery")).rows;
  const before = await due();
  await setRetries(operator, `ep_${id}`, [10, 7_200]);
  expect(await due()).toEqual(before);
  await makeDue();
  await eventuallyCount("delivery", "locked_by is null and attempts = 2", 1);
  const [wait = 0] = await waits(id);
  expect(wait).toBeGreaterThan(7_200 * 0.79);
  await setRetries(operator, `ep_${id}`, null);
  await makeDue();
  await eventuallyCount("delivery", "locked_by is null and attempts = 3 and status = 'pending'", 1);
  expect((await waits(id))[0]).toBeLessThan(100 * 1.21);
});

test("it is set by programs and people within bounds, and recorded once", async () => {
  const id = await addEndpoint("https://a.example.com/");
  const developer = await actorOf("developer");
  const token = await tokenOf(developer);
  const put = (pausesS: unknown, endpointID = `ep_${id}`) =>
    callRoute(retriesRoute.PUT, "PUT", { path: "/", params: { endpointID }, token, body: { pausesS } });
  expect(await put([1, 86_400])).toMatchObject({ status: 200, body: { retryPausesS: [1, 86_400] } });
  await put([1, 86_400]);
  expect(await readRetries(operator, `ep_${id}`)).toEqual([1_000, 86_400_000]);
  expect(await count("audit_entry", "action = 'endpoint.retries_set'")).toBe(1);
  const messages = async (pausesS: unknown) => (await put(pausesS)).body.errors;
  expect(await messages([])).toMatchObject([{ path: "pausesS", message: "must hold 1 to 15 pauses" }]);
  expect(await messages(Array(16).fill(1))).toMatchObject([{ message: "must hold 1 to 15 pauses" }]);
  expect(await messages([0.5, 86_401])).toMatchObject([{ path: "pausesS[0]" }, { path: "pausesS[1]" }]);
  expect(await messages(Array(8).fill(86_400))).toMatchObject([{ message: "must be 7 d in all at most" }]);
  expect((await put([1], "ep_999999")).status).toBe(404);
  expect(await put(null)).toMatchObject({ status: 200, body: { retryPausesS: null } });
  await expect(setRetries(await actorOf("user"), `ep_${id}`, [1])).rejects.toThrow(ForbiddenError);
  await expect(readRetries(operator, "ep_999999")).rejects.toThrow(NotFoundError);

  const typed = (pauses: string) => {
    const judged = retryInput.safeParse({ endpointID: "ep_1", pauses });
    return judged.success ? judged.data.pauses : judged.error.issues[0]?.message;
  };
  expect(typed(" 30s, 5m,2h ")).toEqual([30, 300, 7_200]);
  expect(typed("")).toBeNull();
  expect(typed("often")).toBe('"often" is not a duration; write for example 30s, 5m or 120h.');
  expect(typed("none")).toBe("The schedule must hold 1 to 15 pauses.");
  expect(typed("30s,".repeat(200))).toBe("The schedule must hold 1 to 15 pauses.");
  expect(typed("2d")).toBe("Each pause must be from 1s to 24h.");
  expect(pausesText([30, 300, 7_200, 90])).toBe("30s, 5m, 2h, 90s");
});
