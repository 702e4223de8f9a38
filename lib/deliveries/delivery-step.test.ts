import { afterAll, beforeEach, expect, test } from "vitest";
import { pool } from "@/lib/db/pool";
import { addDeliveries, addEndpoint } from "@/lib/testing/delivery-rows";
import { deliveryStep } from "./delivery-step";
import type { LogFilter } from "./log-filter";
import { logScope } from "./log-scope";

/** What a step reads of the database's pages, whatever the time that takes. */

afterAll(() => pool().end());

const events = 1_500;
const candidates = 1_500;

/** Fewer failed than a step looks at entries, and more than it looks up rows. */
beforeEach(async () => {
  const urls = ["https://a.example.com/", "https://b.example.com/", "https://a.example.com/other"];
  const ids: number[] = [];
  for (const url of urls) ids.push(await addEndpoint(url));
  await addDeliveries(ids, events, { hint: false });
  await pool().query(
    `update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now(), attempts = 1,
       last_outcome = 'http_error', last_status_code = 503`,
  );
  await pool().query("update delivery set last_status_code = 418 where id % 700 = 0");
  await pool().query("vacuum (analyze) delivery, event, endpoint");
});

type Plan = { Plan: { "Shared Hit Blocks": number; "Shared Read Blocks": number } };

/** The first step of a page under a filter: what it finds, and how many pages it reads. */
async function firstStep(filter: LogFilter) {
  const scope = await logScope(pool(), filter);
  const step = deliveryStep({ scope, cursor: scope.now, direction: "down", wanted: 51 })(null, candidates);
  const { rows } = await pool().query<{ found: { id: string }[]; reached: { id: string } | null }>(step);
  const explained = await pool().query<{ "QUERY PLAN": Plan[] }>({
    ...step,
    text: `explain (analyze, buffers, timing off, format json) ${step.text}`,
  });
  const plan = explained.rows[0]?.["QUERY PLAN"][0]?.Plan;
  const pages = (plan?.["Shared Hit Blocks"] ?? Number.NaN) + (plan?.["Shared Read Blocks"] ?? 0);
  return { found: rows[0]?.found.length, reached: rows[0]?.reached ?? null, pages };
}

test.each<[LogFilter, found: number]>([
  [{ status: "failed", code: "418" }, 6],
  [{ code: "418" }, 6],
  [{ code: "404" }, 0],
  [{ outcome: "tls_error" }, 0],
  [{ status: "failed", code: "418", url: "/other" }, 2],
  [{ status: "failed", outcome: "timeout", url: "/other" }, 0],
])(
  "%j is found among %i failed ones in one step that reads entries instead of rows",
  async (filter, found) => {
    const step = await firstStep(filter);
    expect(step).toMatchObject({ found, reached: null });
    expect(step.pages).toBeLessThan(candidates);
  },
);

test("what is asked of the event is looked up for so many and no more", async () => {
  const step = await firstStep({ status: "failed", processName: "nobody" });
  expect(step.found).toBe(0);
  expect(step.reached).not.toBeNull();
  expect(step.pages).toBeLessThan(candidates * 12);
});
