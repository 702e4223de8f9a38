import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { listAudit } from "@/lib/audit/list";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { inTransaction, pool } from "@/lib/db/pool";
import { readDelivery } from "@/lib/deliveries/read";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { publicId } from "@/lib/ids";
import { actorOf } from "@/lib/testing/actors";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere, dispatcherProcess } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { tablesWith } from "@/lib/testing/search-tables";
import { headerOwner } from "./callback-endpoint";
import { changeRequestHeaders } from "./change-headers";
import { readStatsOf } from "./read-stats";
import { sealSecret } from "./secret-box";
import { testEndpoint, testUrl } from "./test-call";

let receiver: Receiver;
let id: number;
let endpointID: string;
beforeEach(async () => {
  await emptyAudit();
  receiver = await startReceiver();
  id = await addEndpoint(`${receiver.url}/hook`);
  endpointID = `ep_${id}`;
});
afterEach(() => receiver.close());
afterAll(() => pool().end());

const value = "Bearer token-3f9a'$HOME\"\\ 77";
const masked = "Authorization: ••••";
const set = (...headers: [name: string, value: string][]) =>
  changeRequestHeaders(
    operator,
    endpointID,
    headers.map(([name, value]) => ({ name, value })),
  );
const stored = async () =>
  (await database().query("select request_headers from endpoint where id = $1", [id])).rows[0]
    .request_headers;
const headersOf = (index: number) => receiver.received[index]?.raw.split("\r\n").slice(1);

/** The request with the value of the URL's header taken away from it, as the log has to show it. */
const shownAs = (raw: string | undefined) =>
  raw?.trimEnd().replaceAll("\r\n", "\n").replace(`Authorization: ${value}`, masked);

test("headers go out as typed, after those of the event, by the call and by both tests; the log masks their values", async () => {
  await set(["Authorization", value], ["X-Team", "a\tb"]);
  dispatcherHere();
  await addDeliveries([id]);
  await receiver.until((received) => received.length === 1);
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  const tested = await testEndpoint(operator, { endpointID });
  const typed = await testUrl(operator, { url: `${receiver.url}/hook`, eventType: "created" });
  for (const call of [0, 1, 2]) {
    expect(headersOf(call)).toContain(`Authorization: ${value}`);
    expect(headersOf(call)?.map((line) => line.split(":")[0])).toEqual([
      ...["host", "connection", "user-agent", "accept", "accept-encoding", "cache-control", "webhook-id"],
      ...["Authorization", "X-Team", "webhook-timestamp", "webhook-signature"],
    ]);
  }
  expect(headersOf(0)).toContain("X-Team: a\tb");
  const { rows } = await database().query("select id::text from delivery");
  const [attempt] = (await readDelivery(operator, publicId("dlv", rows[0].id))).attempts;
  const shown = (raw: string | undefined) => shownAs(raw)?.replace("X-Team: a\tb", "X-Team: ••••");
  expect(attempt?.request).toBe(shown(receiver.received[0]?.raw));
  expect(tested.request).toBe(shown(receiver.received[1]?.raw));
  expect(typed.request).toBe(shown(receiver.received[2]?.raw));
});

test("whatever a name and a value may hold goes out byte for byte, ten of the longest as well", async () => {
  const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)).join("");
  const headers: [name: string, value: string][] = [
    ["!#$%&'*+-.^_`|~09azAZ", ascii],
    ["X-Blanks", "a \t b"],
    ...Array.from({ length: 8 }, (_, index): [string, string] => [`${index}`.repeat(100), "~".repeat(2_048)]),
  ];
  await set(...headers);
  expect(await testEndpoint(operator, { endpointID })).toMatchObject({ outcome: "delivered" });
  expect(headersOf(0)).toEqual(expect.arrayContaining(headers.map(([name, text]) => `${name}: ${text}`)));
});

test("no table, no line of a dispatcher's log, no answer and no entry of the history holds a value, also where the receiver echoes it", async () => {
  receiver.answer(({ raw }) => ({ status: 500, body: `echo ${raw}`, headers: { "x-echo": value } }));
  await set(["Authorization", value]);
  const { lines } = await dispatcherProcess();
  await addDeliveries([id]);
  await eventuallyCount("attempt", "outcome = 'http_error'", 1);
  expect(headersOf(0)).toContain(`Authorization: ${value}`);
  const tested = await testEndpoint(operator, { endpointID });
  await eventually(async () => lines.some(({ event }) => event === "delivery.attempted"));
  const { rows } = await database().query("select response_headers, response_body from attempt");
  expect(rows[0]).toMatchObject({
    response_headers: expect.stringContaining("x-echo: ••••"),
    response_body: expect.stringContaining(masked),
  });
  const texts = [lines, tested, await readStatsOf(operator, endpointID), await listAudit(operator)];
  for (const part of ["token-3f9a", Buffer.from(value).toString("base64").slice(0, 30)]) {
    expect(await tablesWith(database(), part)).toEqual([]);
    expect(JSON.stringify(texts)).not.toContain(part);
  }
  expect(await tablesWith(database(), "••••")).toEqual(["attempt"]);
});

test("when a change returns it counts: the next call has the new value, and after a removal none", async () => {
  dispatcherHere();
  await set(["Authorization", value]);
  for (const [index, next] of ["Bearer another-one", ""].entries()) {
    await set(["authorization", next]);
    await addDeliveries([id]);
    await receiver.until((received) => received.length === index + 1);
    const sent = headersOf(index)?.filter((line) => /^authorization/i.test(line));
    expect(sent).toEqual(next ? [`authorization: ${next}`] : []);
  }
  expect(await stored()).toBeNull();
});

test("a URL without headers of its own: the log keeps the parts alone, as before", async () => {
  dispatcherHere();
  await addDeliveries([id]);
  await eventuallyCount("attempt", "request is null and webhook_signature is not null", 1);
});

test("set, changed and removed one by one; each is recorded by name, and what changes nothing is not", async () => {
  const developer = await actorOf("developer");
  const change = (name: string, text: string) =>
    changeRequestHeaders(developer, endpointID, [{ name, value: text }]);
  await change("X-Key", "one-1");
  await change("Authorization", value);
  await change("x-key", "two-22");
  await change("X-Gone", "");
  await change("authorization", "");
  expect((await readStatsOf(operator, endpointID)).requestHeaders).toEqual([
    { name: "x-key", changedAt: expect.any(String) },
  ]);
  const { items: entries } = await listAudit(operator, { subject: endpointID });
  const lines = entries.map(({ title, actor, sections }) => [
    title,
    actor.name,
    sections.flatMap((section) =>
      section.lines
        .filter(({ kind }) => kind !== "same")
        .map(({ kind, text }) => `${kind} ${text.split(": ")[0]}`),
    ),
  ]);
  const entry = (...changes: string[]) => ["URL's request headers changed", developer.name, changes];
  expect(lines).toEqual([
    entry("removed Authorization"),
    entry("removed X-Key", "added x-key"),
    entry("added Authorization"),
    entry("added X-Key"),
  ]);
});

test("more than ten are refused, and nothing is changed", async () => {
  const headers = Array.from({ length: 10 }, (_, index): [string, string] => [`X-${index}`, "v"]);
  await set(...headers);
  await expect(set(["X-10", "v"])).rejects.toThrow(InvalidError);
  await set(["X-3", ""], ["X-10", "v"]);
  expect((await stored()).map(({ name }: { name: string }) => name)).toEqual(
    [0, 1, 2, 4, 5, 6, 7, 8, 9, 10].map((index) => `X-${index}`),
  );
});

test("a value opens for its endpoint and its header alone; one that cannot be opened holds the endpoint and costs no attempt", async () => {
  const { appSecret } = config();
  const other = await addEndpoint(`${receiver.url}/other`);
  dispatcherHere();
  const boxes = [
    [headerOwner(other, "Authorization"), appSecret],
    [headerOwner(id, "X-Authorization"), appSecret],
    [id, appSecret],
    [headerOwner(id, "Authorization"), `another ${appSecret}`],
  ] as const;
  for (const [index, [owner, sealedUnder]] of boxes.entries()) {
    const sealed = sealSecret(value, owner, sealedUnder).toString("base64");
    await database().query("update endpoint set request_headers = $2 where id = $1", [
      id,
      JSON.stringify([{ name: "Authorization", sealed, changedAt: new Date().toISOString() }]),
    ]);
    // Any change of what dispatchers know of makes them read the row.
    await changeRequestHeaders(operator, `ep_${other}`, [{ name: "X-Read", value: "again" }]);
    await addDeliveries([id, other]);
    await eventuallyCount("delivery", "status = 'delivered'", index + 1);
    expect((await readStatsOf(operator, endpointID)).reason).toBe(
      "Nothing is sent: its header Authorization cannot be opened with this APP_SECRET. Set the APP_SECRET it was made with, or set its value again.",
    );
    await expect(testEndpoint(operator, { endpointID })).rejects.toThrow(
      "The header Authorization of this URL cannot be opened with this APP_SECRET. Set its value again, or remove it.",
    );
  }
  await receiver.until((received) => received.length === 4);
  expect(receiver.received.map(({ path }) => path.split("?")[0])).toEqual(Array(4).fill("/other"));
  expect(await count("delivery", `endpoint_id = ${id} and attempts = 0 and status = 'pending'`)).toBe(4);
  await set(["Authorization", value]);
  await eventuallyCount("delivery", `endpoint_id = ${id} and status = 'delivered'`, 4);
});

test("dispatchers are told once the change is committed, and not when it is undone", async () => {
  const version = async () => (await pool().query("select version from webhook_settings")).rows[0].version;
  const before = await version();
  await set(["X-Key", "one"]);
  expect(await version()).toBe(before + 1);
  const undone = inTransaction(async () => {
    await set(["X-Key", "two"]);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await version()).toBe(before + 1);
});

test("only who may change callbacks, and only what exists", async () => {
  const change = [{ name: "X-Key", value: "one" }];
  await expect(changeRequestHeaders(await actorOf("user"), endpointID, change)).rejects.toThrow(
    ForbiddenError,
  );
  const reader = { ...(await actorOf("developer")), scopes: ["read" as const] };
  await expect(changeRequestHeaders(reader, endpointID, change)).rejects.toThrow('lacks the scope "write"');
  for (const unknown of ["ep_999999", "dlv_1", ""])
    await expect(changeRequestHeaders(operator, unknown, change)).rejects.toThrow(NotFoundError);
});
