import { afterAll, beforeEach, expect, test } from "vitest";
import * as rateRoute from "@/app/api/endpoints/[endpointID]/rate/route";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { readDelivery } from "@/lib/deliveries/read";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { acceptEvents } from "@/lib/events/accept";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { callsByHand, dispatcherHere } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually } from "@/lib/testing/eventually";
import { rateInput } from "./rate-schema";
import { setRate } from "./set-rate";

/** How often a URL may be called, as it is set and told. */

beforeEach(emptyAudit);
afterAll(() => pool().end());

test("programs set the rate, and are told what is wrong with it; people type numbers or nothing", async () => {
  const id = await addEndpoint("https://a.example.com/");
  const token = await tokenOf(await actorOf("developer"));
  const put = (body: unknown, endpointID = `ep_${id}`) =>
    callRoute(rateRoute.PUT, "PUT", { path: "/", params: { endpointID }, token, body });
  for (const rate of [
    { perSecond: 0.1, atOnce: 100 },
    { perSecond: 12.3, atOnce: null },
    { perSecond: null, atOnce: 1 },
    { perSecond: null, atOnce: null },
  ]) {
    expect(await put(rate)).toMatchObject({ status: 200, body: { rate } });
  }
  for (const perSecond of [0, 0.15, 1_000.1, "5"]) {
    expect((await put({ perSecond, atOnce: null })).body.errors).toEqual([
      { path: "perSecond", message: "must be a number from 0.1 to 1,000 with one decimal at most" },
    ]);
  }
  for (const atOnce of [0, 101, 1.5]) {
    expect((await put({ perSecond: null, atOnce })).body.errors).toEqual([
      { path: "atOnce", message: "must be a whole number from 1 to 100" },
    ]);
  }
  expect((await put({ perSecond: 1 })).body.errors).toMatchObject([{ path: "atOnce" }]);
  expect((await put({ perSecond: 1, atOnce: null }, "ep_999999")).status).toBe(404);
  const typed = (perSecond: string, atOnce: string) =>
    rateInput.safeParse({ endpointID: "ep_1", perSecond, atOnce });
  expect(typed(" 2,5 ", "").data).toMatchObject({ perSecond: 2.5, atOnce: null });
  expect(typed("-1", "x").error?.issues.map(({ message }) => message)).toEqual([
    "This must be a number from 0.1 to 1,000 with one decimal at most, or nothing for no limit.",
    "This must be a whole number from 1 to 100, or nothing for no limit.",
  ]);
});

test("it is recorded once, by whoever may change callback settings", async () => {
  const id = await addEndpoint("https://a.example.com/");
  const rate = { perSecond: 5, atOnce: 2 };
  await expect(setRate(await actorOf("user"), `ep_${id}`, rate)).rejects.toThrow(ForbiddenError);
  await expect(setRate(operator, "ep_999999", rate)).rejects.toThrow(NotFoundError);
  await setRate(operator, `ep_${id}`, rate);
  await setRate(operator, `ep_${id}`, rate);
  expect(await count("audit_entry", "action = 'endpoint.rate_set'")).toBe(1);
});

test("nothing is recorded with a claim for a URL with a rate, and what is due says what it waits for", async () => {
  await database().query("update event_switch set enabled = event_type = 'created'");
  const id = await addEndpoint("https://a.example.com/");
  await setRate(operator, `ep_${id}`, { perSecond: null, atOnce: 1 });
  const { begun, call } = callsByHand();
  dispatcherHere({ call });
  await eventually(async () => (await count("dispatcher", "accepts_claims")) === 1);
  const report = () =>
    acceptEvents(operator, [{ eventType: "created", instanceID: "a-1", processName: "A" }]);
  await report();
  await eventually(async () => begun.length === 1);
  await report();
  const waiting = async () => {
    const { rows } = await database().query<{ id: string }>("select max(id)::text as id from delivery");
    return readDelivery(operator, `dlv_${rows[0]?.id}`);
  };
  const waitsForRate = { perSecond: null, atOnce: 1 };
  expect(await waiting()).toMatchObject({ waitsForRate, underWay: false, attemptCount: 0 });
  begun[0]?.end();
  await eventually(async () => begun.length === 2);
  expect(await waiting()).toMatchObject({ waitsForRate: null, underWay: true });
});
