import { afterAll, beforeAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { createInstance } from "@/lib/instances/create";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import { GET, POST } from "./route";

afterAll(() => pool().end());

let developer = "";
beforeAll(async () => {
  developer = await tokenOf(await actorOf("developer"), ["read"]);
});

async function get(query = "", token: string | null = developer) {
  const { status, body } = await callRoute(GET, "GET", { path: `/api/reconciliation${query}`, token });
  return { status, body };
}

test("without a token 401, for a User 403, other methods 405", async () => {
  expect((await get("", null)).status).toBe(401);
  const refused = await get("", await tokenOf(await actorOf("user")));
  expect([refused.status, refused.body.detail]).toEqual([
    403,
    expect.stringContaining("Administrator or Developer"),
  ]);
  const post = await callRoute(POST, "POST", { path: "/api/reconciliation" });
  expect([post.status, post.headers.get("allow")]).toEqual([405, "GET"]);
});

test("the sums of everything there is, or of a span", async () => {
  await pool().query("update event_switch set enabled = event_type = 'created'");
  await addEndpoint("https://a.example.com/");
  await createInstance(operator, { processName: "Training Request" });
  const all = await get();
  expect(all).toEqual({
    status: 200,
    body: expect.objectContaining({
      changes: 1,
      expected: 1,
      pending: 1,
      notSent: { switched_off: 0, no_urls: 0 },
      unaccounted: 0,
    }),
  });
  const span = "?from=2020-01-01T00:00:00%2B02:00&to=2020-01-02T00:00:00Z";
  expect((await get(span)).body).toMatchObject({
    from: "2019-12-31T22:00:00.000Z",
    to: "2020-01-02T00:00:00.000Z",
    changes: 0,
  });
  expect((await get("?from=1970-01-01T00:00:00Z&to=9999-12-31T23:59:59Z")).body.changes).toBe(1);
});

test.each([
  ["?from=yesterday", "from"],
  ["?to=2026-02-30T00:00:00Z", "to"],
  ["?from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z", "to"],
  ["?since=2026-01-02T00:00:00Z", "since"],
  ["?from=0000-01-01T00:00:00Z", "from"],
  ["?to=10000-01-01T00:00:00Z", "to"],
])("%s is refused, and the field named", async (query, path) => {
  const { status, body } = await get(query);
  expect([status, body.errors[0].path]).toEqual([422, path]);
});
