import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { addDeliveries, addEndpoint } from "@/lib/testing/delivery-rows";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { resumeEndpoint } from "./resume";

beforeEach(async () => {
  await emptyAudit();
});
afterAll(() => pool().end());

const audited = async () => (await pool().query("select action, before from audit_entry")).rows;

test("resuming makes what waited due at once, forgets the failures, says so in the audit, and is done once", async () => {
  const id = await addEndpoint("https://gone.example.com/");
  await pool().query(
    `update endpoint set state = 'suspended', state_reason = 'It answered 410 Gone.', failures = 30,
       failing_since = now() - interval '5 d', probe_at = now() - interval '1 s'`,
  );
  await addDeliveries([id], 2);
  await pool().query("update delivery set attempts = 1, next_at = now() + interval '5 h'");
  expect(await resumeEndpoint(operator, `ep_${id}`)).toEqual({ waiting: 2 });
  const { rows } = await pool().query(
    `select state, state_reason, failures, failing_since, probe_at, recovered_at > now() - interval '1 min' as recovered,
       (select bool_and(next_at <= now()) from delivery) as due
     from endpoint`,
  );
  expect(rows).toEqual([
    {
      state: "active",
      state_reason: null,
      failures: 0,
      failing_since: null,
      probe_at: null,
      recovered: true,
      due: true,
    },
  ]);
  expect(await resumeEndpoint(operator, `ep_${id}`)).toEqual({ waiting: 0 });
  expect(await audited()).toEqual([
    { action: "endpoint.resumed", before: { state: "suspended", reason: "It answered 410 Gone." } },
  ]);
});

test("resuming one that is probed makes its next single call at once, with the oldest of what waits, and changes no more", async () => {
  const id = await addEndpoint("https://probed.example.com/");
  await pool().query(
    `update endpoint set state = 'probing', state_reason = '20 calls in a row failed.', failures = 20,
       probe_at = now() + interval '1 min'`,
  );
  await addDeliveries([id], 3);
  await pool().query("update delivery set attempts = 1, next_at = now() + interval '5 h'");
  expect(await resumeEndpoint(operator, `ep_${id}`)).toEqual({ waiting: 3 });
  const endpoint = await pool().query(
    "select state, state_reason, failures, probe_at <= now() as probed_now from endpoint",
  );
  expect(endpoint.rows).toEqual([
    { state: "probing", state_reason: "20 calls in a row failed.", failures: 20, probed_now: true },
  ]);
  const due = () => pool().query("select next_at <= now() as due from delivery order by id");
  expect((await due()).rows.map((row) => row.due)).toEqual([true, false, false]);
  await resumeEndpoint(operator, `ep_${id}`);
  expect((await due()).rows.map((row) => row.due)).toEqual([true, false, false]);
  expect((await audited()).map((row) => row.action)).toEqual(["endpoint.probed", "endpoint.probed"]);
});

test("only who may change callbacks resumes, and only what exists", async () => {
  const id = await addEndpoint("https://other.example.com/");
  const user = await actorOf("user");
  await expect(resumeEndpoint(user, `ep_${id}`)).rejects.toThrow(ForbiddenError);
  for (const wrong of ["ep_999999", "ep_99999999999", "dlv_1", ""]) {
    await expect(resumeEndpoint(operator, wrong)).rejects.toThrow(NotFoundError);
  }
});
