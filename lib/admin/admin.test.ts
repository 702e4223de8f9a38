import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { endpoint } from "@/lib/api/endpoints";
import { reconciliation } from "@/lib/api/reconciliation";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { eventTypes } from "@/lib/events/event-types";
import { createInstance } from "@/lib/instances/create";
import { actorOf } from "@/lib/testing/actors";
import { addEndpoint } from "@/lib/testing/delivery-rows";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { freePort } from "@/lib/testing/ports";
import { actorOfToken } from "@/lib/tokens/actor-of-token";

// Each call starts three programs, which take a while where the machine is busy.
vi.setConfig({ testTimeout: 300_000 });
afterAll(() => pool().end());

type Ran = { exitCode: number; out: string; err: string };

/** The real command line, in a process of its own, on this test file's database. */
async function admin(args: string[], { input = "", env = {} as Record<string, string> } = {}): Promise<Ran> {
  const child = spawn(process.execPath, ["scripts/admin.mjs", ...args], { env: { ...process.env, ...env } });
  child.stdin.end(input);
  const [out, err, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { exitCode, out, err };
}

const words = (line: string) => line.split(" ").filter(Boolean);
const run = (line: string, options?: Parameters<typeof admin>[1]) => admin(words(line), options);
async function json(line: string, options?: Parameters<typeof admin>[1]) {
  const ran = await run(`${line} --json`, options);
  expect([line, ran.err, ran.exitCode]).toEqual([line, "", 0]);
  return JSON.parse(ran.out);
}

beforeAll(async () => {
  // Bundles what is stale, once; in parallel calls each would.
  await admin(["--help"]);
});

test("help is given at every level, without any database", async () => {
  const env = { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
  const [all, none, noun, verb, word] = await Promise.all(
    ["--help", "", "user --help", "user create --help", "reconcile --help"].map((line) => run(line, { env })),
  );
  for (const ran of [all, none, noun, verb, word]) {
    expect([ran?.exitCode, ran?.err]).toEqual([0, ""]);
    expect(ran?.out).toMatch(
      /^Exit codes: 0 done; 1 refused, .*; 2 misuse, also an\noption that .*; 3 the database does not answer\.$/m,
    );
  }
  for (const name of [
    "user list",
    "token create --email E",
    "endpoint resume --id",
    "webhooks show",
    "prune",
  ]) {
    expect(all?.out).toContain(`npm run admin -- ${name}`);
  }
  expect(verb?.out).toContain("--password-stdin");
  expect(verb?.out).not.toContain("set-role");
  expect(noun?.out).toContain("user reset-password");
});

test("misuse is 2, with a sentence, and needs no database either", async () => {
  const env = { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/none" };
  const wrong: [string, RegExp][] = [
    ["user praise --email a@example.com", /There is no command "user praise"/],
    ["fly", /There is no command "fly"/],
    ["user create --email a@example.com", /"user create" needs --name and --role/],
    ["prune --colour red", /--colour/],
    ["token revoke cbt_1", /cbt_1/],
    ["token revoke cbt_0123456789_c2VjcmV0", /'cbt_0123456789_…'/],
    ["whsec_c2VjcmV0", /"whsec_…"/],
    ["token list --email a@example.com --email=b@example.com", /^--email is given more than once\.$/m],
    ["prune --json --json", /--json is given more than once/],
  ];
  const ran = await Promise.all(wrong.map(([line]) => run(line, { env })));
  for (const [index, [, sentence]] of wrong.entries()) {
    expect(ran[index]).toMatchObject({ exitCode: 2, out: "", err: expect.stringMatching(sentence) });
  }
  const asJson = await run("fly --json", { env });
  expect(asJson.exitCode).toBe(2);
  expect(JSON.parse(asJson.err)).toEqual({ title: "Misuse", detail: 'There is no command "fly".' });
});

test("an option that cannot hold what it is given is misuse too; what a rule or the database refuses is 1", async () => {
  const rejected = Promise.all(
    [
      "user set-role --email ada@example.com --role king --json",
      "user disable --email ada",
      "token create --email ada@example.com --name ci --scopes all",
      "prune --days soon",
      "reconcile --from yesterday",
    ].map(async (line) => [line, (await run(line)).exitCode]),
  );
  expect((await rejected).filter(([, exitCode]) => exitCode !== 2)).toEqual([]);
  const asJson = JSON.parse((await run("user set-role --email ada@example.com --role king --json")).err);
  expect(asJson).toEqual({
    title: "Misuse",
    detail: expect.stringContaining("The role must be one of"),
    errors: [{ path: "role", message: expect.any(String) }],
  });
  const weak = "user create --email ada@example.com --name Ada --role user --password-stdin --json";
  const refused = await run(weak, { input: "short\n" });
  expect([refused.exitCode, JSON.parse(refused.err)]).toMatchObject([
    1,
    { title: "Refused", errors: [{ path: "password" }] },
  ]);
  expect((await run("user disable --email nobody@example.com")).exitCode).toBe(1);
});

test("a database that does not answer is 3, as a sentence or as JSON", async () => {
  const port = await freePort();
  const env = { DATABASE_URL: `postgresql://nobody@127.0.0.1:${port}/none` };
  const [plain, asJson] = await Promise.all([run("user list", { env }), run("user list --json", { env })]);
  expect(plain).toMatchObject({ exitCode: 3, out: "", err: expect.stringMatching(/cannot be reached/) });
  expect(asJson).toMatchObject({ exitCode: 3, out: "" });
  expect(JSON.parse(asJson.err)).toEqual({
    title: "The database does not answer",
    detail: expect.stringContaining(`127.0.0.1:${port}`),
  });
  const wrong = await run("user list --json", { env: { RETENTION_DAYS: "soon" } });
  expect([wrong.exitCode, JSON.parse(wrong.err).title]).toEqual([1, "Wrong settings"]);
});

test("people are made, listed, changed and locked out; refusals are 1", async () => {
  const made = await admin([
    "user",
    "create",
    "--email",
    "Ada@example.com",
    "--name",
    "Ada L",
    "--role",
    "administrator",
  ]);
  expect(made).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^\S{12,}\n$/) });
  expect(made.err).toContain("Created Ada L <ada@example.com> as Administrator.");
  const bob = await json("user create --email bob@example.com --name Bob --role user --password-stdin", {
    input: "correct horse battery\n",
  });
  expect(bob).toEqual({
    userID: expect.stringMatching(/^usr_\d+$/),
    email: "bob@example.com",
    name: "Bob",
    role: "user",
    disabledAt: null,
    lastSignInAt: null,
    createdAt: expect.stringMatching(/Z$/),
  });
  expect(await json("user set-role --email bob@example.com --role developer")).toMatchObject({
    role: "developer",
  });
  expect(await json("user reset-password --email bob@example.com")).toMatchObject({
    password: expect.stringMatching(/^\S{12,}$/),
  });
  expect((await json("user disable --email bob@example.com")).disabledAt).toMatch(/Z$/);
  const listed = await run("user list");
  expect(listed.out).toMatch(/^EMAIL +NAME +ROLE +LAST SIGN-IN +DISABLED\n/);
  expect(listed.out).toMatch(/^bob@example\.com +Bob +Developer +never +since \S+Z$/m);
  expect((await json("user enable --email bob@example.com")).disabledAt).toBeNull();
  expect((await json("user list")).items).toHaveLength(2);
  const [last, nobody, again] = await Promise.all([
    run("user disable --email ada@example.com"),
    run("user set-role --email nobody@example.com --role user --json"),
    run("user create --email bob@example.com --name Bob --role king --json"),
  ]);
  expect(last).toMatchObject({ exitCode: 1, out: "", err: expect.stringContaining("last Administrator") });
  expect([nobody?.exitCode, JSON.parse(nobody?.err ?? "")]).toEqual([
    1,
    { title: "Refused", detail: "Nobody has the email nobody@example.com." },
  ]);
  expect(JSON.parse(again?.err ?? "").errors).toEqual([{ path: "role", message: expect.any(String) }]);
  expect(again?.exitCode).toBe(2);
});

test("a token is printed alone, works, is listed without its secret and is revoked", async () => {
  await actorOf("user");
  const made = await run("token create --email user-1@example.com --name ci --scopes read --days 5");
  expect(made.out).toMatch(/^cbt_\w{10}_\w{43}\n$/);
  const token = made.out.trim();
  const id = token.split("_")[1] ?? "";
  expect(made.err).toBe(`Token ${id} made. It is shown only this once.\n`);
  expect(await actorOfToken(token, null)).toMatchObject({ role: "user", scopes: ["read"] });
  const other = await json("token create --email user-1@example.com --name other");
  expect(other).toMatchObject({
    name: "other",
    scopes: ["read", "write"],
    token: expect.stringMatching(/^cbt_/),
  });
  const { items } = await json("token list --email user-1@example.com");
  expect(items[1]).toEqual({
    tokenID: id,
    name: "ci",
    owner: { userID: expect.stringMatching(/^usr_/), name: "user 1", email: "user-1@example.com" },
    scopes: ["read"],
    state: "active",
    createdAt: expect.stringMatching(/Z$/),
    expiresAt: expect.stringMatching(/Z$/),
    lastUsedAt: expect.stringMatching(/Z$/),
    revokedAt: null,
  });
  expect(await json(`token revoke --id ${id}`)).toEqual({ tokenID: id });
  expect(await actorOfToken(token, null)).toBeNull();
  const [listed, again, nobody] = await Promise.all([
    run("token list"),
    run(`token revoke --id ${id}`),
    run("token list --email nobody@example.com"),
  ]);
  expect(listed?.out).toMatch(new RegExp(`^${id} .* revoked `, "m"));
  expect(listed?.out).not.toContain(token.split("_")[2]);
  expect([again?.exitCode, nobody?.exitCode]).toEqual([1, 1]);
  expect(await json(`token revoke --id ${other.token}`)).toEqual({ tokenID: other.tokenID });
  // No secret that was typed is said again.
  const typed: [string, number][] = [
    [other.token, 1],
    [`${token}x`, 2],
    [token.slice(4), 2],
  ];
  for (const [id, expected] of typed) {
    const { exitCode, err } = await run(`token revoke --id ${id}`);
    expect([id, exitCode, err.includes(id.split("_").at(-1) ?? "")]).toEqual([id, expected, false]);
  }
  await pool().query("update user_account set disabled_at = now() where email = 'user-1@example.com'");
  expect((await run("token create --email user-1@example.com --name late")).err).toContain(
    "user-1@example.com is disabled: it works once they are enabled.",
  );
});

test("endpoints are listed, suspended and resumed; the settings are shown", async () => {
  const id = `ep_${await addEndpoint("https://a.example.com/hook?x=1")}`;
  await pool().query("update event_switch set enabled = event_type = 'created'");
  const suspended = endpoint.parse(await json(`endpoint suspend --id ${id}`));
  expect(suspended).toMatchObject({
    state: "suspended",
    reason: "Suspended by hand by operator (command line).",
  });
  expect((await run("endpoint list")).out).toMatch(
    new RegExp(
      `^${id} +suspended +created +0 +0 +0 +https://a\\.example\\.com/hook\\?x=1 +Suspended by hand`,
      "m",
    ),
  );
  expect((await run(`endpoint resume --id ${id}`)).err).toBe(`${id} is active; 0 deliveries are pending.\n`);
  expect((await json("endpoint list")).items.map((item: unknown) => endpoint.parse(item).state)).toEqual([
    "active",
  ]);
  expect((await run("endpoint resume --id ep_999")).exitCode).toBe(1);
  expect((await run("webhooks show")).out).toBe(
    `created: on\n  https://a.example.com/hook?x=1\n${eventTypes
      .slice(1)
      .map((type) => `${type}: off\n  no URL\n`)
      .join("")}`,
  );
  expect(await json("webhooks show")).toEqual({
    ...noCallbacks,
    created: { enabled: true, urls: ["https://a.example.com/hook?x=1"] },
  });
});

test("reconcile prints the sums and a verdict; with a row removed it is 1 and names the event", async () => {
  await pool().query("update event_switch set enabled = event_type = 'created'");
  await addEndpoint("https://a.example.com/");
  const { eventID, instanceID } = await createInstance(operator, { processName: "Training Request" });
  const good = await run("reconcile --from 2026-01-01");
  expect(good.exitCode).toBe(0);
  expect(good.out).toMatch(/^from +2026-01-01T00:00:00\.000Z\nto +\S+Z\n/);
  expect(good.out).toMatch(/^changes +1\n/m);
  expect(good.out).toMatch(/^deliveries owed +1\n/m);
  expect(good.out).toMatch(/\n\nEvery change is accounted for\.\n$/);
  expect(reconciliation.parse(await json("reconcile"))).toMatchObject({
    changes: 1,
    pending: 1,
    unaccounted: 0,
  });
  await pool().query("delete from delivery");
  const [bad, asJson, refused] = await Promise.all([
    run("reconcile"),
    run("reconcile --json"),
    run("reconcile --from 2026-02-02 --to 2026-02-01"),
  ]);
  expect(bad?.exitCode).toBe(1);
  expect(bad?.out).toMatch(new RegExp(`^${eventID} +${instanceID} +1 delivery owed, 0 found\\.$`, "m"));
  expect(bad?.out).toMatch(/\n1 delivery or change is not accounted for\.\n$/);
  expect([asJson?.exitCode, reconciliation.parse(JSON.parse(asJson?.out ?? "")).unaccounted]).toEqual([1, 1]);
  expect(refused).toMatchObject({ exitCode: 2, err: "to must be later than from.\n" });
});

test("a held database says so and is released, once", async () => {
  expect(await run("dispatch show")).toMatchObject({
    exitCode: 0,
    out: "Callbacks go out from this database.\n",
  });
  await pool().query("update installation set place = 'another/1'");
  expect((await run("dispatch show")).out).toMatch(
    /^Callbacks are held\. This database was restored or copied/,
  );
  expect(await json("dispatch show")).toEqual({ held: { isElsewhere: true, ranAt: null, runsAt: null } });
  expect(await run("dispatch release --as original")).toMatchObject({ exitCode: 2 });
  expect(await run("dispatch release --as copy")).toMatchObject({
    exitCode: 0,
    err: "All callbacks are switched off, and what was pending is being cancelled.\n",
  });
  expect(await run("dispatch release --as moved")).toMatchObject({
    exitCode: 1,
    err: "Callbacks are not held; somebody has released them.\n",
  });
});

test("days that a token cannot have are refused with those it can have", async () => {
  await actorOf("user");
  for (const days of ["0", "1.5", "3651", "100000", "1e3", "-1"]) {
    const { exitCode, err } = await run(`token create --email user-1@example.com --name ci --days=${days}`);
    expect([days, exitCode, err]).toEqual([days, 2, "--days must be a whole number from 1 to 3650.\n"]);
  }
});

test("prune says what it deleted", async () => {
  expect(await json("prune --days 7")).toEqual({ days: 7, deliveries: 0, events: 0, expired: 0 });
  expect((await run("prune --days 0")).exitCode).toBe(2);
});

test("trigger records a real event as the operator, of any instance, and says where it goes", async () => {
  const { instanceID } = await createInstance(operator, { processName: "Kept here" });
  const tried = await run("trigger created --instance order/4711");
  expect(tried).toMatchObject({ exitCode: 0, err: expect.stringMatching(/^Recorded\. \S/) });
  expect(tried.out).toMatch(/^evt_[0-9A-Z]{26}\n$/);
  expect(await json(`trigger deleted --instance ${instanceID}`)).toMatchObject({
    eventType: "deleted",
    instanceID,
    processName: "Kept here",
    outcome: expect.any(String),
  });
  expect(await json("trigger updated --instance order/4711 --process order")).toMatchObject({
    processName: "order",
  });
  const { rows } = await pool().query(
    "select event_type, instance_id, process_name, actor_name from event order by id desc limit 3",
  );
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["updated", "order/4711", "order", operator.name],
    ["deleted", instanceID, "Kept here", operator.name],
    ["created", "order/4711", "first-try", operator.name],
  ]);
  // The instance is still there.
  expect(await json(`trigger updated --instance ${instanceID}`)).toMatchObject({ processName: "Kept here" });
  const [none, wrong] = await Promise.all([
    run("trigger created"),
    run("trigger created --instance a --process ?!"),
  ]);
  expect(none).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('"trigger created" needs --instance'),
  });
  expect(wrong).toMatchObject({ exitCode: 2, err: expect.stringContaining("letters, digits, spaces") });
});
