import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { sealSecret } from "@/lib/endpoints/secret-box";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { freePort } from "@/lib/testing/ports";
import { startReceiver } from "@/lib/testing/receiver";
import { databaseUrlOf, discard, newDataDir, spawnCallboard, startCallboard } from "./callboard";
import { isAlive, pidsOf } from "./processes";

/** `npm start` itself: what it refuses, what it survives, how it ends. No browser needed. */
test.describe.configure({ timeout: 120_000 });

const appSecret = "a secret that only this test knows, 32 bytes";

async function refused(env: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const callboard = await spawnCallboard(env);
  return { code: await callboard.exit, text: callboard.lines.join("\n") };
}

test("a second start on the same data, and one on a taken port, are refused with a sentence; the first goes on, a copy of its data is held", async () => {
  const first = await startCallboard();
  const port = new URL(first.url).port;
  const second = await refused({ DATA_DIR: first.dataDir, PORT: String(await freePort()) });
  expect(second.code).toBe(1);
  expect(second.text).toMatch(
    /^Callboard already runs on .* Stop it first, or set another DATA_DIR and PORT\.$/m,
  );
  const taken = await refused({ DATA_DIR: await newDataDir(), PORT: port });
  expect(taken.code).toBe(1);
  expect(taken.text).toMatch(new RegExp(`^Port ${port} on 127.0.0.1 is already taken\\.`, "m"));
  expect((await fetch(`${first.url}/api/health/ready`)).status).toBe(200);
  await first.stop();
  const copy = await newDataDir();
  execFileSync("cp", ["-a", `${first.dataDir}/.`, copy]);
  await discard(first);
  const held = await startCallboard({ DATA_DIR: copy });
  await held.line(/Callbacks are held\. This database was restored or copied from another one\./);
  await discard(held);
});

test.describe("settings that are wrong end the start with a sentence each", () => {
  for (const [env, sentence] of [
    [{ PORT: "eighty" }, /^PORT must be a whole number from 1 to 65535\.$/m],
    [{ CALLBACK_ALLOW: "10.0.0.5" }, /^CALLBACK_ALLOW has an error: /m],
    [{ ADMIN_EMAIL: "root@example.com", ADMIN_PASSWORD: "password1234" }, /^ADMIN_PASSWORD will not do\. /m],
    [{ CALLBACK_RETRY_SCHEDULE: "soon" }, /^CALLBACK_RETRY_SCHEDULE has an error: /m],
    [{ APP_SECRET: "short" }, /^APP_SECRET must be at least 32 bytes long/m],
    [{ DATABASE_URL: "mysql://x" }, /^DATABASE_URL must look like postgresql:\/\//m],
    [{ DATABASE_URL: "postgresql://127.0.0.1:1/x" }, /^APP_SECRET is required with DATABASE_URL/m],
    [
      { DATABASE_URL: "postgresql://127.0.0.1:1/x", APP_SECRET: "s".repeat(32) },
      /^The database at 127\.0\.0\.1:1\/x cannot be reached/m,
    ],
  ] as const) {
    test(
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}`)
        .join(" "),
      async () => {
        const { code, text } = await refused({
          PORT: String(await freePort()),
          DATA_DIR: await newDataDir(),
          ...env,
        });
        expect(text).toMatch(sentence);
        expect(text).not.toContain("    at ");
        expect(code).toBe(1);
      },
    );
  }
});

test("SIGTERM with a call under way: it finishes, nothing has to be killed, everything is gone, exit 0", async () => {
  const receiver = await startReceiver();
  receiver.answer(() => ({ delayMs: 3_000 }));
  const callboard = await startCallboard({ APP_SECRET: appSecret });
  const databaseUrl = await databaseUrlOf(callboard.dataDir);
  await enqueue(databaseUrl, `${receiver.url}/slow`);
  await receiver.until((received) => received.length === 1);
  const pids = pidsOf(callboard);
  expect(pids.length).toBeGreaterThan(3);
  expect(await callboard.stop()).toBe(0);
  // One that is killed when its time is up says nothing more; one whose calls do not end says that it is not complete.
  const stopped = callboard.lines.filter((line) => line.includes("dispatcher.stopped"));
  expect(stopped).toEqual([expect.stringMatching(/complete"?[:=] ?true/)]);
  expect(pids.filter(isAlive)).toEqual([]);

  const again = await spawnCallboard({
    DATA_DIR: callboard.dataDir,
    PORT: String(await freePort()),
    APP_SECRET: appSecret,
  });
  await again.line(/^Ready: /);
  const client = await connect(await databaseUrlOf(callboard.dataDir));
  const { rows } = await client.query("select status, attempts from delivery");
  expect(rows).toEqual([{ status: "delivered", attempts: 1 }]);
  await client.end();
  expect(receiver.received).toHaveLength(1);
  await discard(again);
  await receiver.close();
});

test("after kill -9 of everything it comes up unaided, and what was owed is sent", async () => {
  const receiver = await startReceiver();
  receiver.answer(() => "hang");
  const callboard = await startCallboard({ APP_SECRET: appSecret });
  await enqueue(await databaseUrlOf(callboard.dataDir), `${receiver.url}/in`);
  await receiver.until((received) => received.length === 1);
  for (const pid of pidsOf(callboard)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It went with its parent.
    }
  }
  await callboard.exit;
  receiver.answer(() => ({}));
  const again = await spawnCallboard({
    DATA_DIR: callboard.dataDir,
    PORT: String(await freePort()),
    APP_SECRET: appSecret,
  });
  await again.line(/^Ready: /);
  await receiver.until((received) => received.length === 2);
  const [first, second] = receiver.received.map(
    ({ headers }) => headers.find(([name]) => name === "webhook-id")?.[1],
  );
  expect(second).toBe(first);
  await discard(again);
  await receiver.close();
});

test("a child that dies is started again, with the others left running", async () => {
  const callboard = await startCallboard();
  const client = await connect(await databaseUrlOf(callboard.dataDir));
  const dispatcher = async () =>
    (await client.query("select max(id) as id, max(pid) as pid from dispatcher")).rows[0];
  const before = await dispatcher();
  process.kill(before.pid, "SIGKILL");
  await expect.poll(async () => (await dispatcher()).id).toBeGreaterThan(before.id);
  expect((await fetch(`${callboard.url}/api/health/live`)).status).toBe(200);

  const { rows } = await client.query("select pg_backend_pid() as backend");
  const postmaster = Number(
    execFileSync("ps", ["-o", "ppid=", "-p", String(rows[0].backend)], { encoding: "utf8" }),
  );
  client.on("error", () => {});
  process.kill(postmaster, "SIGKILL");
  await expect
    .poll(async () => (await fetch(`${callboard.url}/api/health/ready`)).status, { timeout: 20_000 })
    .toBe(503);
  await expect
    .poll(async () => (await fetch(`${callboard.url}/api/health/ready`)).status, { timeout: 20_000 })
    .toBe(200);
  await discard(callboard);
});

test("on a PostgreSQL of one's own: migrated by two nodes at once, and several dispatchers each", async () => {
  const host = await startCallboard();
  const own = new URL(await databaseUrlOf(host.dataDir));
  const client = await connect(own.href);
  await client.query("create database own");
  own.pathname = "/own";
  const node = async () => ({
    DATABASE_URL: own.href,
    APP_SECRET: appSecret,
    DATA_DIR: await newDataDir(),
    DISPATCHERS: "2",
    ADMIN_EMAIL: "root@example.com",
    ADMIN_PASSWORD: "a long password",
  });
  const nodes = await Promise.all([startCallboard(await node()), startCallboard(await node())]);
  const there = await connect(own.href);
  // A node is ready with one dispatcher; its second one follows.
  const counts =
    "select (select count(*)::int from dispatcher) as dispatchers, (select count(*)::int from user_account) as people";
  await expect
    .poll(async () => (await there.query(counts)).rows, { timeout: 20_000 })
    .toEqual([{ dispatchers: 4, people: 1 }]);
  await there.end();
  for (const one of nodes) await discard(one);
  await client.end();
  await discard(host);
});

test("ADMIN_EMAIL and ADMIN_PASSWORD make the first administrator unattended, and no child keeps them", async () => {
  const callboard = await startCallboard({
    ADMIN_EMAIL: "root@example.com",
    ADMIN_PASSWORD: "a long password",
  });
  if (existsSync("/proc/self/environ")) {
    const environments = pidsOf(callboard).map((pid) =>
      readFileSync(`/proc/${pid}/environ`, "utf8").split("\0"),
    );
    const children = environments.filter((env) =>
      env.some((line) => line.startsWith("CALLBOARD_SUPERVISOR=")),
    );
    // The web app and the dispatcher, and what they start.
    expect(children.length).toBeGreaterThanOrEqual(2);
    expect(children.filter((env) => env.some((line) => /^ADMIN_\w+=./.test(line)))).toEqual([]);
  }
  expect(callboard.lines.join("\n")).not.toContain("Create the first administrator");
  const client = await connect(await databaseUrlOf(callboard.dataDir));
  const { rows } = await client.query("select email, role from user_account");
  expect(rows).toEqual([{ email: "root@example.com", role: "administrator" }]);
  await client.end();
  await discard(callboard);
});

test("npm run dev serves the same app, and ends as cleanly", async () => {
  const settings = { DATA_DIR: await newDataDir(), PORT: String(await freePort()) };
  const callboard = await spawnCallboard(settings, "dev");
  await callboard.line(/^Ready: /);
  expect((await fetch(`${callboard.url}/sign-in`)).status).toBe(200);
  const pids = pidsOf(callboard);
  expect(await callboard.stop()).toBe(0);
  await expect.poll(() => pids.filter(isAlive)).toEqual([]);
  await rm(callboard.dataDir, { recursive: true, force: true });
});

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return client;
}

/** One delivery to this URL, as a committed change leaves it. */
async function enqueue(databaseUrl: string, url: string): Promise<void> {
  const client = await connect(databaseUrl);
  await client.query("begin");
  await client.query("insert into endpoint (id, url, url_hash, secret) values (1, $1, 'test', $2)", [
    url,
    sealSecret(newSigningSecret(), 1, appSecret),
  ]);
  await client.query("insert into subscription select 'created', id, 0 from endpoint");
  await client.query(
    "insert into event (id, event_type, instance_id, process_name, outcome, actor_name) values ('evt_01TEST', 'created', 'a-1', 'A', 'dispatched', 'test')",
  );
  await client.query("insert into delivery (event_id, endpoint_id) select 'evt_01TEST', id from endpoint");
  await client.query("commit");
  await client.end();
}
