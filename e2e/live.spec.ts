import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { admin, discard, inDatabase, startCallboard } from "./callboard";
import { configure, expect, type Fixtures, test } from "./fixtures";
import { lookAt } from "./look-at";
import { pidsOf } from "./processes";
import { firstAdministrator, server } from "./servers";
import { makeUser, tryToSignIn } from "./users";

const log = "/administration/developer/deliveries";

/** Lets nobody's reload pass for a row that changed by itself. */
const mark = (page: Page) => page.evaluate(() => Object.assign(window, { sameDocument: true }));
const isSame = (page: Page) => page.evaluate(() => "sameDocument" in window);

/** A new instance whose call waits until the receiver is told to `answer`. */
async function callUnderWay({ receiver, api }: Pick<Fixtures, "receiver" | "api">, processName: string) {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  receiver.answer(async () => {
    await answered;
    return { status: 200 };
  });
  const created = await api("developer", "POST", "/api/instances/create", { processName });
  const { instanceID } = (await created.json()) as { instanceID: string };
  await receiver.until((received) => received.length === 1);
  return { instanceID, answer };
}

test("a row of the log, and a delivery's page, change as the delivery does", async ({
  signIn,
  receiver,
  api,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/live`] : []));
  const { instanceID, answer } = await callUnderWay({ receiver, api }, "Live rows");
  await page.goto(`${log}?instanceID=${instanceID}`);
  const row = page.getByRole("row", { name: new RegExp(instanceID) });
  await expect(row).toContainText("Calling");
  const detail = await page.context().newPage();
  await detail.goto((await row.getByRole("link", { name: instanceID }).getAttribute("href")) ?? "");
  await expect(detail.getByText("Delivered")).toHaveCount(0);
  for (const one of [page, detail]) await mark(one);
  answer();
  await expect(row).toContainText("Delivered");
  await expect(row).toContainText("200");
  await detail.bringToFront();
  await expect(detail.getByText("Delivered").first()).toBeVisible();
  for (const one of [page, detail]) expect(await isSame(one)).toBe(true);
});

test("an instance's events count a callback as its row does, without a reload", async ({
  signIn,
  receiver,
  api,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/counted`] : []));
  const { instanceID, answer } = await callUnderWay({ receiver, api }, "Live events");
  await page.goto(`/instances/${instanceID}`);
  await expect(page.getByText("0 of 1 delivered · 1 waiting")).toBeVisible();
  await mark(page);
  answer();
  await expect(page.getByRole("table").getByText("Delivered")).toBeVisible();
  await expect(page.getByText("1 of 1 delivered", { exact: true })).toBeVisible();
  expect(await isSame(page)).toBe(true);
});

test("when one delivery of a probed URL is sent again, its row is marked and no other", async ({
  signIn,
  receiver,
  api,
}) => {
  const page = await signIn("developer");
  const url = `${receiver.url}/marked`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  await inDatabase(
    server.dataDir,
    `update endpoint set state = 'probing', state_reason = '20 calls in a row failed.', state_changed_at = now(),
       failures = 20, failing_since = now(), probe_at = now() + interval '10 min' where url = $1`,
    [url],
  );
  receiver.answer(() => ({ status: 503 }));
  const create = async () =>
    (await api("developer", "POST", "/api/instances/create", { processName: "Marked" })).json();
  const resent = ((await create()) as { instanceID: string }).instanceID;
  await create();
  await page.addInitScript(() => {
    const marked: string[] = [];
    Object.assign(window, { marked });
    const { animate } = Element.prototype;
    Element.prototype.animate = function (this: Element, ...given) {
      if (this instanceof HTMLTableRowElement) marked.push(this.textContent ?? "");
      return animate.apply(this, given);
    };
  });
  await page.goto(`${log}?url=${encodeURIComponent(url)}`);
  await expect(page.getByRole("table").getByText(/^Held/)).toHaveCount(2);
  const row = page.getByRole("row").filter({ hasText: resent });
  for (const attempts of [1, 2]) {
    await row.getByRole("button", { name: /^More of dlv_/ }).click();
    await page.getByRole("button", { name: "Resend", exact: true }).click();
    await receiver.until((received) => received.length === attempts);
    await expect(row).toContainText(attempts === 1 ? "503" : "2 attempts");
  }
  const marked = await page.evaluate(() => ("marked" in window ? (window.marked as string[]) : []));
  expect(marked.length).toBeGreaterThan(0);
  expect(marked.filter((text) => !text.includes(resent))).toEqual([]);
  await configure(page, () => []);
});

test("new deliveries wait behind the bar, and show when asked for, with the focus kept", async ({
  signIn,
  receiver,
  api,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/bar`] : []));
  await page.goto(log);
  const rows = page.getByRole("row");
  const before = await rows.count();
  for (const _ of [1, 2])
    await api("developer", "POST", "/api/instances/create", { processName: "Behind the bar" });
  const bar = page.getByRole("button", { name: "2 new · show" });
  await expect(bar).toBeVisible();
  expect(await rows.count()).toBe(before);
  await lookAt(page, "log-live-bar");
  await bar.focus();
  await page.keyboard.press("Enter");
  await expect(bar).toBeHidden();
  await expect(rows.nth(1)).toContainText("behind-the-bar");
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe("BODY");
});

test("the stream ends for who signs out elsewhere or loses the role, and the page says so", async ({
  browser,
}) => {
  const person = await makeUser("developer");
  const page = await (await browser.newContext({ baseURL: server.url })).newPage();
  await page.goto("/sign-in");
  await tryToSignIn(page, person.email, person.password);
  await page.waitForURL((to) => !to.pathname.startsWith("/sign-in"));
  const stream = page.waitForResponse((response) => response.url().includes("/live?"));
  await page.goto(log);
  const answer = await stream;
  expect([answer.status(), answer.headers()]).toMatchObject([
    200,
    {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  ]);
  expect(answer.headers()).not.toHaveProperty("content-encoding");
  await admin(server.dataDir, "user", "set-role", "--email", person.email, "--role", "user");
  await expect(page.getByText("You are signed out: rows no longer change.")).toBeVisible();
  await lookAt(page, "log-signed-out");
  await page.context().close();
});

test("nobody but a signed-in Administrator or Developer of this site has a stream", async ({
  signIn,
  baseURL,
}) => {
  const follow = `${log}/live?follow=${encodeURIComponent('{"ids":[],"newer":null}')}`;
  expect((await fetch(`${baseURL}${follow}`)).status).toBe(401);
  const user = await signIn("user");
  expect((await user.request.get(follow)).status()).toBe(403);
  const developer = await signIn("developer");
  const refused = async (path: string, headers = {}) =>
    (await developer.request.get(path, { headers })).status();
  expect(await refused(follow, { origin: "https://elsewhere.example.com" })).toBe(403);
  expect(await refused(follow, { "sec-fetch-site": "cross-site" })).toBe(403);
  expect(await refused(`${log}/live`)).toBe(400);
  const many = Array.from({ length: 51 }, (_, n) => `dlv_${n + 1}`);
  for (const about of [{ ids: many, newer: null }, { ids: ["evt_1"], newer: null }, { ids: [] }]) {
    expect(await refused(`${log}/live?follow=${encodeURIComponent(JSON.stringify(about))}`)).toBe(422);
  }
  expect((await developer.request.head(follow)).status()).toBe(405);
});

test("after the web process has started again the page goes on by itself; told to stop, it keeps nobody waiting", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const { email, password } = firstAdministrator;
  const callboard = await startCallboard({ ADMIN_EMAIL: email, ADMIN_PASSWORD: password });
  const page = await (await browser.newContext({ baseURL: callboard.url })).newPage();
  await page.goto("/sign-in");
  await tryToSignIn(page, email, password);
  await page.waitForURL((to) => !to.pathname.startsWith("/sign-in"));
  await inDatabase(
    callboard.dataDir,
    `with url as (insert into endpoint (url, url_hash, state) values ('https://a.example.com/', 'x', 'suspended') returning id),
       made as (insert into event (id, event_type, instance_id, process_name, outcome, actor_name)
         values ('evt_01J00000000000000000000000', 'created', 'leave-1', 'Leave', 'dispatched', 'test') returning id)
     insert into delivery (event_id, endpoint_id) select made.id, url.id from made, url`,
  );
  const connected = () =>
    page.waitForResponse((response) => response.url().includes("/live?") && response.ok());
  const first = connected();
  await page.goto(log);
  await first;
  await mark(page);
  await page.route("**/live?*", (route) => route.abort());
  process.kill(webOf(callboard), "SIGKILL");
  await expect(page.getByText("Reconnecting…")).toBeVisible();
  await lookAt(page, "log-reconnecting");
  const again = connected();
  await page.unroute("**/live?*");
  await expect(page.getByText("Reconnecting…")).toBeHidden({ timeout: 30_000 });
  expect((await (await again).request().allHeaders())["last-event-id"]).toMatch(/^[0-9a-f]{8}-\d+$/);
  await inDatabase(
    callboard.dataDir,
    "update delivery set status = 'delivered', done_at = now(), attempts = 1, last_outcome = 'delivered', last_status_code = 200",
  );
  await expect(page.getByRole("row", { name: /leave-1/ })).toContainText("Delivered");
  expect(await isSame(page)).toBe(true);
  // Next ends when its last answer has, which an open stream would keep from coming for minutes.
  const endings = () => callboard.lines.filter((line) => line.includes("web ended")).length;
  expect(endings()).toBe(1);
  process.kill(webOf(callboard), "SIGTERM");
  await expect.poll(endings, { timeout: 20_000 }).toBe(2);
  await page.context().close();
  await discard(callboard);
});

/** The process that answers: the one of `npm start` that runs Next. */
function webOf(callboard: Parameters<typeof pidsOf>[0]): number {
  const ours = new Set(pidsOf(callboard));
  const found = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((line) => ({ pid: Number.parseInt(line, 10), line }))
    .find(({ pid, line }) => ours.has(pid) && /next-server|next\/dist\/bin\/next start/.test(line))?.pid;
  if (found === undefined) throw new Error("There is no web process.");
  return found;
}
