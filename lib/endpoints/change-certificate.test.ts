import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeEach, expect, test } from "vitest";
import { listAudit } from "@/lib/audit/list";
import { operator } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { pool } from "@/lib/db/pool";
import { callEndpoint } from "@/lib/dispatch/call";
import { ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { createAgents } from "@/lib/net/agents";
import { actorOf } from "@/lib/testing/actors";
import { certificateFile } from "@/lib/testing/certificate-file";
import { addDeliveries, addEndpoint, count, database } from "@/lib/testing/delivery-rows";
import { dispatcherHere, dispatcherProcess } from "@/lib/testing/dispatchers";
import { emptyAudit } from "@/lib/testing/empty-audit";
import { eventually, eventuallyCount } from "@/lib/testing/eventually";
import { tlsServer } from "@/lib/testing/raw-server";
import { tablesWith } from "@/lib/testing/search-tables";
import { certificateOwner } from "./callback-endpoint";
import { changeClientCertificate } from "./change-certificate";
import { readStatsOf } from "./read-stats";
import { sealSecret } from "./secret-box";
import { testEndpoint } from "./test-call";

beforeEach(emptyAudit);
afterAll(() => pool().end());

const client = (name: string) => ({
  certificate: certificateFile(`${name}.crt`),
  key: certificateFile(`${name}.key`),
});
const [one, two] = [client("client-ec"), client("client-rsa")];
const trusting = {
  NODE_EXTRA_CA_CERTS: fileURLToPath(new URL("../testing/certificates/authority.crt", import.meta.url)),
};
/** A part of the key that stands on one line. */
const partOf = ({ key }: { key: string }) => key.split("\n")[2]?.slice(0, 40) ?? "";

/** A server that asks for a client certificate and takes calls without one, and an endpoint for it. */
async function asking() {
  const clients: string[] = [];
  const server = await tlsServer(
    "valid",
    { requestCert: true, rejectUnauthorized: false, ca: certificateFile("client-root.crt") },
    (socket) => {
      const subject = socket.getPeerCertificate().subject as { CN?: string } | undefined;
      clients.push(subject?.CN ?? "nobody");
    },
  );
  const id = await addEndpoint(`${server.url}/hook`);
  return { ...server, clients, id, endpointID: `ep_${id}` };
}

/** A dispatcher here that trusts the tests' authority. */
function dispatcherThatTrusts() {
  const agentOf = createAgents({
    allow: config().callbackAllow,
    authorities: certificateFile("authority.crt"),
  });
  return dispatcherHere({ call: (held, endpoint) => callEndpoint(agentOf, held, endpoint) });
}

test("when a change returns it counts: no connection of before is used again, also of another URL on the same origin", async () => {
  const { url, id, endpointID, clients, requests } = await asking();
  const other = await addEndpoint(`${url}/other`);
  dispatcherThatTrusts();
  const expected: string[] = [];
  for (const [certificate, name] of [
    [null, "nobody"],
    [one, "client one"],
    [two, "client two"],
    [null, "nobody"],
    [two, "client two"],
  ] as const) {
    await changeClientCertificate(operator, endpointID, certificate);
    const before = requests.length;
    await addDeliveries([id]);
    await eventuallyCount("delivery", `endpoint_id = ${id} and status = 'delivered'`, before / 2 + 1);
    await addDeliveries([other]);
    await eventuallyCount("delivery", `endpoint_id = ${other} and status = 'delivered'`, before / 2 + 1);
    expected.push(name);
    // Those of the common agent are shared by the two URLs, as ever.
    expect(clients.filter((client) => client !== "nobody")).toEqual(
      expected.filter((client) => client !== "nobody"),
    );
    expect(clients).toContain("nobody");
  }
});

test("its connection is kept for the calls that follow, also when dispatchers read the settings again", async () => {
  const { id, endpointID, clients, requests } = await asking();
  const other = `ep_${await addEndpoint("https://other.example.com/")}`;
  await changeClientCertificate(operator, endpointID, one);
  dispatcherThatTrusts();
  for (let call = 1; call <= 4; call += 1) {
    await addDeliveries([id]);
    await eventuallyCount("delivery", "status = 'delivered'", call);
    // When it returns, every dispatcher has read them.
    await changeClientCertificate(operator, other, call % 2 === 1 ? two : null);
  }
  expect([requests.length, clients]).toEqual([4, ["client one"]]);
});

test("the test call has it, and neither the key nor the certificate is in a table, the log, an answer or the history", async () => {
  const { endpointID, clients, id } = await asking();
  const view = await changeClientCertificate(operator, endpointID, two);
  expect(view).toMatchObject({ status: "valid", subject: "O=Example, CN=client two" });
  const { lines } = await dispatcherProcess(trusting);
  await addDeliveries([id]);
  await eventuallyCount("delivery", "status = 'delivered'", 1);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--import", "tsx", "lib/testing/test-endpoint-process.ts", endpointID],
    { env: { ...process.env, ...trusting } },
  );
  expect(JSON.parse(stdout)).toMatchObject({ outcome: "delivered", statusCode: 200 });
  expect(clients).toEqual(["client two", "client two"]);
  await eventually(async () => lines.some(({ event }) => event === "delivery.attempted"));
  const stats = await readStatsOf(operator, endpointID);
  expect(stats.clientCertificate).toEqual(view);
  const texts = JSON.stringify([lines, stdout, stats, await listAudit(operator)]);
  for (const part of [partOf(two), two.certificate.split("\n")[2]?.slice(0, 40) ?? "", "PRIVATE KEY"]) {
    expect(part.length).toBeGreaterThan(10);
    expect(await tablesWith(database(), part)).toEqual([]);
    expect(texts).not.toContain(part);
    // As bytes are written in a table's text.
    expect(await tablesWith(database(), Buffer.from(part).toString("hex"))).toEqual([]);
  }
});

test("what is set, replaced and removed is recorded with what is shown of it", async () => {
  const { endpointID } = await asking();
  const developer = await actorOf("developer");
  for (const certificate of [one, two, null, null])
    await changeClientCertificate(developer, endpointID, certificate);
  expect((await readStatsOf(operator, endpointID)).clientCertificate).toBeNull();
  const { items } = await listAudit(operator, { subject: endpointID });
  expect(items.map(({ title, actor }) => [title, actor.name])).toEqual([
    ["URL's client certificate removed", developer.name],
    ["URL's client certificate set", developer.name],
    ["URL's client certificate set", developer.name],
  ]);
  const lines = items[1]?.sections.flatMap((section) =>
    section.lines.map(({ kind, text }) => `${kind} ${text}`),
  );
  expect(lines).toEqual(
    expect.arrayContaining([
      "removed Subject: O=Example, CN=client one",
      "added Subject: O=Example, CN=client two",
    ]),
  );
});

test("one that another APP_SECRET or another endpoint sealed holds the endpoint and costs no attempt", async () => {
  const { appSecret } = config();
  const { endpointID, id, clients } = await asking();
  dispatcherThatTrusts();
  await changeClientCertificate(operator, endpointID, one);
  for (const box of [
    sealSecret(JSON.stringify(one), certificateOwner(id), `another ${appSecret}`),
    sealSecret(JSON.stringify(one), certificateOwner(id + 1), appSecret),
    sealSecret(JSON.stringify(one), id, appSecret),
  ]) {
    await database().query("update endpoint set client_certificate = $2 where id = $1", [id, box]);
    // Any change of what dispatchers know of makes them read the row.
    const other = await addEndpoint(`https://other.example.com/${box.toString("hex").slice(0, 8)}`);
    await changeClientCertificate(operator, `ep_${other}`, two);
    await addDeliveries([id]);
    expect((await readStatsOf(operator, endpointID)).reason).toBe(
      "Nothing is sent: its client certificate cannot be opened with this APP_SECRET. Set the APP_SECRET it was made with, or set it again.",
    );
    await expect(testEndpoint(operator, { endpointID })).rejects.toThrow(
      "The client certificate of this URL cannot be opened with this APP_SECRET. Set it again, or remove it.",
    );
  }
  expect(await count("delivery", `endpoint_id = ${id} and attempts = 0 and status = 'pending'`)).toBe(3);
  await changeClientCertificate(operator, endpointID, two);
  await eventuallyCount("delivery", `endpoint_id = ${id} and status = 'delivered'`, 3);
  expect(new Set(clients)).toEqual(new Set(["client two"]));
});

test("an http:// URL can have none, nor can anybody but who may change callbacks, nor what does not exist", async () => {
  const plain = `ep_${await addEndpoint("http://8.8.8.8/hook")}`;
  await expect(changeClientCertificate(operator, plain, one)).rejects.toThrow(InvalidError);
  await expect(changeClientCertificate(operator, plain, { ...one, key: "no" }, "at")).rejects.toMatchObject({
    errors: [{ path: "at.key" }],
  });
  const { endpointID } = await asking();
  await expect(changeClientCertificate(await actorOf("user"), endpointID, one)).rejects.toThrow(
    ForbiddenError,
  );
  const reader = { ...(await actorOf("developer")), scopes: ["read" as const] };
  await expect(changeClientCertificate(reader, endpointID, one)).rejects.toThrow('lacks the scope "write"');
  for (const unknown of ["ep_999999", "dlv_1", ""])
    await expect(changeClientCertificate(operator, unknown, one)).rejects.toThrow(NotFoundError);
  expect(await count("endpoint", "client_certificate is not null")).toBe(0);
});
