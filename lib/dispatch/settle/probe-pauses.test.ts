import type pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { failuresToProbe } from "@/lib/endpoints/breaker-rules";
import { addEndpoint, database } from "@/lib/testing/delivery-rows";
import { delivered } from "@/lib/testing/dispatchers";
import { createBreaker } from "./breaker";

test.each([
  [1, 2],
  [3, 8],
  [5, 32],
  [6, 60],
  [9, 60],
  [1_000, 60],
])("after %i failed probes the next comes in %i seconds", async (failedProbes, seconds) => {
  const id = await addEndpoint("https://a.example.com/");
  await database().query(
    `update endpoint set state = 'probing', failures = $2, failing_since = now(), probe_at = now() - interval '1 s', state_changed_at = now()
     where id = $1`,
    [id, failuresToProbe + failedProbes - 1],
  );
  const held = { endpointId: id, isProbe: true } as HeldDelivery;
  const record = { ...delivered, outcome: "http_error", statusCode: 503, cause: "Answered 503." } as const;
  const call = { held, record, startedAtMs: 0, finishedAtMs: 0, failureCounts: true, ownScheduleMs: null };
  const session = await database().connect();
  onTestFinished(() => session.release());
  // Within one transaction the database's clock stands still.
  await session.query("begin");
  await createBreaker({ pool: session as unknown as pg.Pool, suspendAfterMs: 3_600_000 }).count([call]);
  const { rows } = await session.query(
    "select extract(epoch from probe_at - now())::int as left from endpoint",
  );
  await session.query("commit");
  expect(rows).toEqual([{ left: seconds }]);
});
