import { afterAll, beforeEach, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { readWebhooks } from "@/lib/webhooks/read";
import { replaceWebhooks } from "@/lib/webhooks/save";
import { describeEndpoint } from "./describe";
import { readEndpointStats, readStatsOf } from "./read-stats";

beforeEach(emptyAudit);
afterAll(() => pool().end());

test("a name and a note are shown, recorded with what was before, and recorded once", async () => {
  const developer = await actorOf("developer");
  const id = `ep_${await addEndpoint("https://a.example.com/")}`;
  expect(await readStatsOf(operator, id)).toMatchObject({ name: null, note: null });
  await describeEndpoint(developer, id, { name: "CRM", note: "Ask first." });
  await describeEndpoint(developer, id, { name: "CRM" });
  expect(await readStatsOf(operator, id)).toMatchObject({ name: "CRM", note: "Ask first." });
  await describeEndpoint(developer, id, { name: "" });
  expect(await readStatsOf(operator, id)).toMatchObject({ name: null, note: "Ask first." });
  const { rows } = await database().query(
    "select subject, actor_name, before, after from audit_entry where action = 'endpoint.described' order by id",
  );
  const entry = { subject: id, actor_name: developer.name };
  const described = { name: "CRM", note: "Ask first." };
  expect(rows).toEqual([
    { ...entry, before: { name: null, note: null }, after: described },
    { ...entry, before: described, after: { name: null, note: "Ask first." } },
  ]);
});

test("both stay with the URL through saves, also while it is removed", async () => {
  const url = "https://8.8.8.8/named";
  const save = async (urls: string[]) => {
    const { version } = await readWebhooks(operator);
    const created = { enabled: urls.length > 0, urls };
    return replaceWebhooks(operator, { version, ...noCallbacks, created });
  };
  await save([url]);
  const [endpoint] = await readEndpointStats(operator);
  const id = endpoint?.endpointID ?? "";
  await describeEndpoint(operator, id, { name: "Named", note: "" });
  await save([url, "https://8.8.8.8/other"]);
  await save([]);
  await save([url]);
  expect(await readStatsOf(operator, id)).toMatchObject({ url, name: "Named", note: null });
});

test("only who may change callback settings, and only what exists", async () => {
  const id = `ep_${await addEndpoint("https://a.example.com/")}`;
  await expect(describeEndpoint(await actorOf("user"), id, { name: "A" })).rejects.toThrow(ForbiddenError);
  await expect(describeEndpoint(operator, "ep_999", { name: "A" })).rejects.toThrow(NotFoundError);
  expect(await count("audit_entry", "true")).toBe(0);
});
