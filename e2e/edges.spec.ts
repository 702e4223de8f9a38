import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { freePort } from "@/lib/testing/ports";
import { type Callboard, discard, inDatabase, startCallboard } from "./callboard";
import { cpuSeconds } from "./faults/memory";
import { expect, test } from "./fixtures";
import { pidsOf } from "./processes";

/** What anybody can send without signing in, to a Callboard of this spec's own that people reach by https. */
let callboard: Callboard;
let origin: string;

test.beforeAll(async () => {
  const port = await freePort();
  callboard = await startCallboard({ PORT: String(port), APP_URL: "https://callboard.example.com" });
  origin = `http://127.0.0.1:${port}`;
  // Whatever a start writes has been written: each line from here on is a request's.
  await callboard.line(/^Create the first administrator: /);
});
test.afterAll(() => discard(callboard));

const ask = (address: string, init: RequestInit = {}) =>
  fetch(`${origin}${address}`, { redirect: "manual", ...init });

const isMark = (line: string) => line.includes("database.connection_lost");
/**
 * The lines written since `from` lines. What was asked for has been written once the line has come that the web process writes
 * when its connection to the database is ended: the one by which it has just looked for a token.
 */
async function linesSince(from: number): Promise<string[]> {
  const before = callboard.lines.filter(isMark).length;
  const headers = { authorization: `Bearer cbt_${"a".repeat(10)}_${"b".repeat(43)}` };
  expect((await ask("/api/instances", { headers })).status).toBe(401);
  await inDatabase(
    callboard.dataDir,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and state = 'idle' and query like '%api_token%'`,
  );
  await expect.poll(() => callboard.lines.filter(isMark).length).toBeGreaterThan(before);
  return callboard.lines.slice(from).filter((line) => !isMark(line));
}

const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json" };

test("every answer, whatever it is, tells browsers to stay with https; every page has a policy", async () => {
  const [file] = readdirSync(path.resolve(".next/static/chunks")).filter((name) => name.endsWith(".js"));
  for (const [address, init, status] of [
    ["/sign-in", {}, 200],
    ["/no/such/page", {}, 404],
    ["/_next/anything", {}, 404],
    ["/_next/image", {}, 404],
    ["/_next/image?url=%2Fx&w=16&q=75", {}, 404],
    ["/_next/static/%2e%2e/anything", {}, 404],
    ["/_next/static", {}, 404],
    ["/_next/static/nothing.js", {}, 404],
    ["/_next/static/%ff", {}, 400],
    [`/_next/static/chunks/${file}`, {}, 200],
    ["/_next/%ff", {}, 400],
    ["/instances/%ff", {}, 400],
    ["/instances", {}, 307],
    ["/api/health/live", {}, 200],
    ["/api/nothing", {}, 404],
    ["/api/%ff/%ff", {}, 400],
    ["/api/auth/%ff", {}, 400],
    ["/api/auth/csrf", {}, 200],
    ["/api/auth/_log", { method: "POST", body: "level=error", headers: form }, 404],
    ["/api/instances/create", { method: "POST", body: "{}", headers: json }, 401],
    ["/api/events", { method: "POST", body: "{}", headers: json }, 401],
    ["/api/instances/a", { method: "DELETE" }, 401],
  ] as [string, RequestInit, number][]) {
    const { headers, status: answered } = await ask(address, init);
    expect([address, answered]).toEqual([address, status]);
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
    if (!headers.get("content-type")?.startsWith("text/html")) continue;
    expect([address, headers.get("content-security-policy")]).toEqual([
      address,
      expect.stringMatching(/script-src 'nonce-[\w+/=]{24}' 'strict-dynamic'/),
    ]);
  }
});

test("the page that says there is nothing under Next's own addresses is whole, and its policy lets it run", async ({
  page,
  baseURL,
}) => {
  await page.goto(`${baseURL}/_next/anything`);
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
  await page.getByRole("link", { name: "Go to Callboard" }).click();
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
});

test("of next-auth's routes only those of signing in answer, and none takes what it was not made for", async () => {
  const from = callboard.lines.length;
  const big = `a=${"b".repeat(20_000)}`;
  const bodies: [RequestInit, number][] = [
    [{ headers: form, body: big }, 413],
    [{ headers: json, body: "{bad" }, 400],
    [{ headers: json, body: "[[[[" }, 400],
    [{ headers: json, body: '{"csrfToken":{"a":1}}' }, 400],
    [{ headers: form, body: "email=a%00b&csrfToken=%00" }, 400],
    [{ headers: { "content-type": "text/plain" }, body: "a=b" }, 415],
    [{ body: new FormData() }, 415],
    [{}, 415],
  ];
  const served: Record<string, string> = {
    csrf: "GET",
    providers: "GET",
    session: "GET",
    signin: "GET",
    error: "GET",
    signout: "POST",
    "callback/credentials": "POST",
  };
  const others = ["_log", "callback/oidc", "signin/oidc", "signin/credentials", "verify-request", "x/y"];
  for (const route of [...Object.keys(served), ...others]) {
    for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const readable = method !== "GET" && method !== "HEAD";
      for (const [body, refusal] of readable ? bodies : [[{}, 0] as const]) {
        const answer = await ask(`/api/auth/${route}`, { ...body, method });
        const allowed = served[route];
        const expected = allowed === undefined ? 404 : method !== allowed ? 405 : refusal;
        const told = `${method} ${route} ${JSON.stringify(body).slice(0, 60)}: ${answer.status}`;
        if (expected === 0) expect([200, 302], told).toContain(answer.status);
        else expect(answer.status, told).toBe(expected);
        if (expected === 405) expect(answer.headers.get("allow")).toBe(allowed);
        if (expected !== 0 && method !== "HEAD") {
          expect(answer.headers.get("content-type"), told).toBe("application/problem+json");
          expect(await answer.json()).toMatchObject({ status: expected });
        }
      }
    }
  }
  expect(await linesSince(from)).toEqual([]);
});

test("odd cookies, queries and router states are no fault of ours, and leave no line in the log", async () => {
  const from = callboard.lines.length;
  const secure = "__Secure-next-auth";
  for (const cookie of [
    `${secure}.session-token=garbage`,
    `${secure}.session-token=a.b.c.d.e; ${secure}.session-token.1=x`,
    `${secure}.callback-url=garbage`,
    `${secure}.callback-url=%ff`,
    "__Host-next-auth.csrf-token=a|b|c",
    "callboard-browser=garbage; =; a=%ff",
  ]) {
    for (const address of ["/sign-in", "/instances", "/api/auth/csrf"]) {
      expect((await ask(address, { headers: { cookie } })).status).toBeLessThan(400);
    }
    const signOut = { method: "POST", body: "csrfToken=x", headers: { ...form, cookie } };
    expect((await ask("/api/auth/signout", signOut)).status).toBe(302);
  }
  for (const [query, status] of [
    ["error?error=%0d%0aset-cookie:a=b", 302],
    ["error?error=%E2%9C%93", 302],
    ["error?error[]=1", 302],
    ["error", 302],
    [`error?error=${"e".repeat(7_000)}`, 302],
    [`signin?callbackUrl=${"/x".repeat(5_000)}`, 400],
    ["signin?callbackUrl=garbage", 400],
    ["signin?callbackUrl=https://attacker.example.com", 302],
    ["csrf?a=%00", 400],
    ["csrf?%ff=%ff", 200],
  ] as const) {
    const answer = await ask(`/api/auth/${query}`);
    expect([query, answer.status]).toEqual([query, status]);
    expect(answer.headers.get("location") ?? "").not.toMatch(/^https:\/\/attacker|set-cookie|undefined/);
  }
  for (const state of ["{bad", "%ff", "[]", "null", "x".repeat(8_000), "%5B%22%22%2C%5B%5D%5D"]) {
    const headers = { "next-router-state-tree": state };
    expect((await ask("/sign-in", { headers })).status).toBe(200);
    // Next sends a request for a page's data on to an address that holds a hash of these headers.
    const data = { ...headers, rsc: "1" };
    const sentOn = (await ask("/sign-in", { headers: data })).headers.get("location") ?? "/sign-in";
    expect((await ask(sentOn, { headers: data })).status).toBe(200);
  }
  expect(await linesSince(from)).toEqual([]);
});

test("megabytes to next-auth's routes hold nobody up, and write nothing", async () => {
  const from = callboard.lines.length;
  const body = `level=error&code=${"b".repeat(9_000_000)}`;
  const alive = (pid: number) => existsSync(`/proc/${pid}/stat`);
  const before = new Map(
    pidsOf(callboard)
      .filter(alive)
      .map((pid) => [pid, cpuSeconds(pid)]),
  );
  // A connection's process may have ended meanwhile.
  const spentSeconds = () =>
    [...before].filter(([pid]) => alive(pid)).reduce((sum, [pid, then]) => sum + cpuSeconds(pid) - then, 0);
  const sent = ["_log", "signout", "callback/credentials", "_log"].map(async (route) => {
    const answer = await ask(`/api/auth/${route}`, { method: "POST", headers: form, body });
    expect(answer.status).toBe(route === "_log" ? 404 : 413);
  });
  for (let asked = 0; asked < 10; asked += 1) expect((await ask("/api/health/live")).status).toBe(200);
  await Promise.all(sent);
  // Processor time of all its processes; more than four seconds for each such line, where one was written.
  if (existsSync("/proc/self/stat")) expect(spentSeconds()).toBeLessThan(4);
  expect(await linesSince(from)).toEqual([]);
});

/** Of this Callboard's pages, the sign-in form's action; its page is open to everybody. */
function signInAction(): string {
  const { node } = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  const actions = Object.entries(node) as [string, { exportedName: string }][];
  return actions.find(([, { exportedName }]) => exportedName === "signInAction")?.[0] ?? "";
}

type Sent = { method?: string; headers?: Record<string, string>; body?: string };

const ours = { origin: "https://callboard.example.com" };

test("what Next cannot decode, or has no action for, is told in words and leaves no line in the log", async () => {
  const from = callboard.lines.length;
  const action = { ...ours, "next-action": signInAction(), "content-type": "text/plain;charset=UTF-8" };
  const boundary = { "content-type": "multipart/form-data; boundary=x" };
  const bodies: [RequestInit, number][] = [
    ...["", "[", "{}", "5", "$F1", '["$F1"]', `[${"1,".repeat(7_000)}1]`].map(
      (body): [RequestInit, number] => [{ headers: action, body }, 400],
    ),
    [{ headers: { ...action, ...boundary }, body: "--y" }, 400],
    [{ headers: { ...ours, ...boundary }, body: "--y" }, 400],
    [{ headers: ours, body: new FormData() }, 400],
    [{ headers: ours, body: formOf({ email: "a" }) }, 400],
    [{ headers: ours, body: formOf({ [`$ACTION_ID_${"0".repeat(42)}`]: "" }) }, 400],
    [{ headers: { ...action, "next-action": "0".repeat(42) }, body: "[]" }, 409],
    [{ headers: { ...action, "next-action": "toString" }, body: "[]" }, 409],
    [{ headers: { ...action, origin: "https://evil.example" }, body: "[]" }, 403],
    [{ headers: { ...ours, ...form }, body: "email=a" }, 415],
    [{ headers: { ...action, ...boundary }, body: refersTo("$Q1") }, 400],
    [{ headers: { ...action, ...boundary }, body: refersTo("$1") }, 400],
    [{ headers: action, body: "x".repeat(20_000) }, 401],
    [{ headers: action, body: "x".repeat(1_100_000) }, 413],
  ];
  for (const [init, status] of bodies) {
    const answer = await ask("/sign-in", { method: "POST", ...init });
    const told = JSON.stringify([init.headers, String(init.body).slice(0, 20)]);
    expect([told, answer.status]).toEqual([told, status]);
    expect(await answer.text()).toMatch(/\.("|$)/);
  }
  // An action of another page, in a form: Next would look for it on this one.
  const elsewhere = { headers: ours, body: formOf({ [`$ACTION_ID_${signInAction()}`]: "" }) };
  expect((await ask("/instances/new", { method: "POST", ...elsewhere })).status).toBe(400);
  expect(await linesSince(from)).toEqual([]);
});

/** React finds out too late that it cannot follow this. */
const refersTo = (reference: string) =>
  [`0"\r\n\r\n[null,"${reference}"]`, `1"\r\n\r\n{"a":1}`]
    .map((part) => `--x\r\ncontent-disposition: form-data; name="${part}\r\n`)
    .join("")
    .concat("--x--\r\n");

function formOf(fields: Record<string, string>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.append(name, value);
  return made;
}

test("what the headers claim of the way here changes nothing about an action, and leaves no line", async () => {
  const from = callboard.lines.length;
  const claimed: Record<string, string>[] = [
    {},
    { "x-forwarded-host": "evil.example" },
    { "x-forwarded-proto": "http" },
    { "x-action-forwarded": "1" },
    { "x-callboard-internal": "x".repeat(43) },
  ];
  for (const claims of claimed) {
    const headers = { ...ours, "next-action": signInAction(), "content-type": "text/plain", ...claims };
    for (const address of ["/sign-in", "/no/such/page", "/setup"]) {
      const answer = await ask(address, { method: "POST", headers, body: "[]" });
      expect(await answer.text()).toContain("Enter your email and your password.");
    }
  }
  expect(await linesSince(from)).toEqual([]);
});

/** Sends it on a connection of its own; `whole` is its answer. */
async function sent(address: string, { method = "GET", headers = {}, body = "" }: Sent) {
  const request = http.request(`${origin}${address}`, { method, headers, agent: false });
  request.end(body);
  const whole = (once(request, "response") as Promise<[http.IncomingMessage]>).then(async ([response]) => {
    await once(response.resume(), "end");
    return response.statusCode;
  });
  const [socket] = await once(request, "socket");
  if (socket.connecting) await once(socket, "connect");
  return { whole };
}

test("whether it lives is told before all that waits: a crowd of each kind of request", async () => {
  const action = { ...ours, "next-action": signInAction(), "content-type": "text/plain" };
  const kinds: [string, Sent][] = [
    ["/sign-in", { method: "POST", headers: action, body: "[]" }],
    ["/sign-in", {}],
    ["/api/events", { method: "POST", headers: json, body: "{}" }],
    ["/api/auth/csrf", {}],
  ];
  for (const [address, init] of kinds) {
    // On a busy machine most may have been served before the question was asked, or its answer read late: then it is asked again,
    // behind another crowd. Told last, it would be behind all of each.
    let [ahead, behind] = [0, 0];
    for (let tries = 0; (ahead + behind < 50 || ahead >= behind) && tries < 10; tries += 1) {
      [ahead, behind] = await servedAroundLiveness(address, init);
    }
    expect([address, ahead + behind >= 50, ahead < behind]).toEqual([address, true, true]);
  }
});

/** Of a crowd that waits when somebody asks whether it lives: how many are served before the answer, and how many after. */
async function servedAroundLiveness(address: string, init: Sent): Promise<[ahead: number, behind: number]> {
  let served = 0;
  const crowd = await Promise.all(Array.from({ length: 300 }, () => sent(address, init)));
  const answers = crowd.map(({ whole }) =>
    whole.then((status) => {
      // Who is refused does not wait, and nobody waits for them.
      if (status !== 503) served += 1;
    }),
  );
  // Its connection is behind all of theirs: taken in as they are served, it would be told last.
  const { whole } = await sent("/api/health/live", {});
  const asked = served;
  await whole;
  const told = served;
  await Promise.all(answers);
  return [told - asked, served - told];
}

test("no line holds a control or bidi character as it is", async () => {
  await linesSince(0);
  expect(callboard.lines.join("")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});
