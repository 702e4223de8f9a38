import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { pool } from "@/lib/db/pool";
import { prisma } from "@/lib/db/prisma";
import { actorOf } from "@/lib/testing/actors";
import { createToken } from "@/lib/tokens/service";
import * as resume from "./[endpointID]/resume/route";
import * as suspend from "./[endpointID]/suspend/route";
import * as list from "./route";

afterAll(() => pool().end());

const tokens = new Map<Role, string>();
beforeAll(async () => {
  for (const role of ["developer", "user"] as const) {
    const { userId } = await actorOf(role);
    const { email } = await prisma().user.findUniqueOrThrow({ where: { id: userId ?? 0 } });
    const made = await createToken(operator, { email, name: "test", scopes: ["read", "write"], days: 1 });
    tokens.set(role, made.token);
  }
});

const url = "https://a.example.com/hook";
beforeEach(async () => {
  await pool().query("truncate endpoint restart identity cascade");
  await pool().query("insert into endpoint (url, url_hash) values ($1, $2)", [
    url,
    createHash("sha256").update(url).digest("hex"),
  ]);
  await pool().query("insert into subscription (event_type, endpoint_id, position) values ('created', 1, 0)");
  await pool().query("update event_switch set enabled = true where event_type = 'created'");
});

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

async function call(handler: Handler, method: string, { id, as }: { id?: string; as?: Role | null } = {}) {
  const headers = new Headers(
    as === null ? {} : { authorization: `Bearer ${tokens.get(as ?? "developer")}` },
  );
  const response = await handler(new Request("http://localhost/api/endpoints", { method, headers }), {
    params: Promise.resolve<Record<string, string>>(id === undefined ? {} : { endpointID: id }),
  });
  return { status: response.status, body: await response.json() };
}

const active = {
  endpointID: "ep_1",
  url,
  eventTypes: ["created"],
  state: "active",
  stateSince: null,
  failures: 0,
  probeAt: null,
  last24h: { delivered: 0, failed: 0, pending: 0 },
  p50Ms: null,
  p95Ms: null,
};

test("an endpoint is listed with its state, and with the reason where it is not active", async () => {
  expect(await call(list.GET, "GET")).toEqual({ status: 200, body: { items: [active], nextCursor: null } });
  await pool().query(
    "update endpoint set state = 'probing', state_reason = '20 calls in a row failed.', failures = 20, probe_at = now()",
  );
  const { body } = await call(list.GET, "GET");
  expect(body.items).toMatchObject([
    { state: "probing", reason: "20 calls in a row failed.", failures: 20, probeAt: expect.any(String) },
  ]);
});

test("suspending and resuming answer with the endpoint as it is then", async () => {
  const suspended = await call(suspend.POST, "POST", { id: "ep_1" });
  expect(suspended.status).toBe(200);
  expect(suspended.body).toMatchObject({
    endpointID: "ep_1",
    state: "suspended",
    reason: expect.stringMatching(/^Suspended by hand by /),
  });
  const resumed = await call(resume.POST, "POST", { id: "ep_1" });
  expect(resumed.body).toEqual({ ...active, stateSince: expect.any(String) });
});

test("nobody without a token, no User, and nothing that does not exist", async () => {
  for (const [handler, method, id] of [
    [list.GET, "GET", undefined],
    [suspend.POST, "POST", "ep_1"],
    [resume.POST, "POST", "ep_1"],
  ] as const) {
    expect((await call(handler, method, { as: null, ...(id ? { id } : {}) })).status).toBe(401);
    expect((await call(handler, method, { as: "user", ...(id ? { id } : {}) })).status).toBe(403);
  }
  for (const id of ["ep_2", "dlv_1", "", "ep_99999999999"]) {
    expect((await call(suspend.POST, "POST", { id })).status).toBe(404);
    expect((await call(resume.POST, "POST", { id })).status).toBe(404);
  }
});
