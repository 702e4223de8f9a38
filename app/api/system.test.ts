import { afterAll, expect, test } from "vitest";
import { openApiDocument } from "@/lib/api/document";
import { liveOperation, metricsOperation, openApiOperation, readyOperation } from "@/lib/api/system";
import { closePool, pool } from "@/lib/db/pool";
import { dispatcherHere } from "@/lib/testing/dispatchers";
import { eventually } from "@/lib/testing/eventually";
import * as live from "./health/live/route";
import * as ready from "./health/ready/route";
import * as metrics from "./metrics/route";
import * as openApi from "./openapi.json/route";

afterAll(() => pool().end());

const described = openApiDocument({ appUrl: "http://localhost:3000", version: "0.0.0", maxUrls: 20 });

test("what answers without a token answers as it is described", async () => {
  expect(liveOperation.answers[200].parse(await live.GET().json())).toEqual({ status: "ok" });
  expect((await ready.GET()).status).toBe(503);
  dispatcherHere();
  const answer = await eventually(async () => {
    const response = await ready.GET();
    return response.status === 200 && response.json();
  });
  expect(readyOperation.answers[200].parse(answer)).toEqual({ status: "ok", dispatchers: 1 });
  const scraped = await metrics.GET(new Request("http://localhost/api/metrics"));
  expect(scraped.headers.get("content-type")).toMatch(/^text\/plain;/);
  expect(metricsOperation.answers[200].parse(await scraped.text())).toContain("callboard_dispatchers");
  openApiOperation.answers[200].parse(await (await openApi.GET()).json());
});

test("a database that answers and takes no changes is not ready, and said to be so", async () => {
  const name = (await pool().query("select current_database() as name")).rows[0].name;
  const detail = async () => (await (await ready.GET()).json()).detail;
  await pool().query(`alter database ${name} set default_transaction_read_only = on`);
  await closePool();
  expect(await detail()).toMatch(/^The database takes no changes: /);
  await pool().query(`begin read write; alter database ${name} reset default_transaction_read_only; commit`);
  await closePool();
  expect(await detail()).not.toMatch(/takes no changes/);
});

test("the document says of them that no token is needed, and what is no JSON", () => {
  for (const { path } of [liveOperation, readyOperation, metricsOperation, openApiOperation]) {
    expect(described.paths?.[path]?.get?.security).toEqual([]);
  }
  const { responses } = described.paths?.["/api/metrics"]?.get ?? {};
  expect(Object.keys(responses ?? {})).toEqual(["200", "401", "500", "503"]);
  expect(responses?.["200"]).toEqual({
    description: "Prometheus' text format, version 0.0.4.",
    content: {
      "text/plain": {
        schema: { type: "string", description: "Prometheus' text format, version 0.0.4." },
      },
    },
    headers: {},
  });
});
