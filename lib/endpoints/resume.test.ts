import { createHash } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { resumeEndpoint } from "./resume";
import { countSuspended } from "./suspended";

afterAll(() => pool().end());

async function suspendedEndpoint(url: string): Promise<number> {
  const { rows } = await pool().query(
    `insert into endpoint (url, url_hash, state, state_reason) values ($1, $2, 'suspended', 'It answered 410 Gone.') returning id`,
    [url, createHash("sha256").update(url).digest("hex")],
  );
  const { id } = rows[0];
  await pool().query(
    "insert into subscription (event_type, endpoint_id, position) values ('created', $1, 0)",
    [id],
  );
  return id;
}

test("resuming makes what waited due at once, says so in the audit, and is done once", async () => {
  const id = await suspendedEndpoint("https://gone.example.com/");
  await pool().query(
    `insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
     values ('evt_1', 'created', 'a-1', 'A', 'dispatched', 'test')`,
  );
  await pool().query(
    "insert into delivery (event_id, endpoint_id, attempts, next_at) values ('evt_1', $1, 1, now() + interval '5 h')",
    [id],
  );
  expect(await countSuspended(operator)).toBe(1);
  expect(await resumeEndpoint(operator, `ep_${id}`)).toEqual({ waiting: 1 });
  expect(await countSuspended(operator)).toBe(0);
  const { rows } = await pool().query(
    "select state, state_reason, next_at <= now() as due from delivery join endpoint on endpoint.id = endpoint_id",
  );
  expect(rows).toEqual([{ state: "active", state_reason: null, due: true }]);
  expect(await resumeEndpoint(operator, `ep_${id}`)).toEqual({ waiting: 0 });
  const audited = await pool().query("select action, before from audit_entry");
  expect(audited.rows).toEqual([
    { action: "endpoint.resumed", before: { state: "suspended", reason: "It answered 410 Gone." } },
  ]);
});

test("only who may change callbacks resumes, and only what exists", async () => {
  const id = await suspendedEndpoint("https://other.example.com/");
  const user = await actorOf("user");
  await expect(resumeEndpoint(user, `ep_${id}`)).rejects.toThrow(ForbiddenError);
  await expect(countSuspended(user)).rejects.toThrow(ForbiddenError);
  for (const wrong of ["ep_999999", "ep_99999999999", "dlv_1", ""]) {
    await expect(resumeEndpoint(operator, wrong)).rejects.toThrow(NotFoundError);
  }
});
