import type { Locator } from "@playwright/test";
import { isUnclaimed } from "@/lib/attempts/state";
import { inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { server } from "./servers";

const log = "/administration/developer/deliveries";

test("one list holds what was sent and what was not; filters stay over Back, and on the way to a delivery and back", async ({
  signIn,
  api,
  receiver,
}) => {
  test.setTimeout(180_000);
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/log`] : []));
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Loggia" })
  ).json();
  await api("user", "PUT", `/api/instances/${instanceID}`, { Status: "Changed" });
  await receiver.until((received) => received.length === 1);

  const table = page.getByRole("table", { name: "Deliveries" });
  await page.goto(`${log}?processName=lOGGi`);
  await expect(table.getByRole("row").filter({ hasText: "created" })).toHaveCount(1);
  const unsent = table.getByRole("row").filter({ hasText: "Not sent" });
  await expect(unsent).toContainText(/Updated/);
  await expect(page.getByText("2 match")).toBeVisible();
  await expect(page).toHaveTitle(/process contains lOGGi/);
  await lookAt(page, "the log, filtered");
  await page.setViewportSize({ width: 1280, height: 860 });
  await unsent.getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(`/instances/${instanceID}$`));
  await page.goBack();

  const status = page.getByRole("combobox", { name: "Status", exact: true });
  await status.selectOption("Delivered");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await expect(page).toHaveURL(/status=delivered/);
  await expect(table.getByRole("row")).toHaveCount(2);
  await expect(page.getByRole("list", { name: "Filters that apply" })).toContainText("Status: Delivered");
  await table.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/dlv_\d+\?status=delivered&processName=lOGGi$/);
  await page.goBack();
  await expect(status).toHaveValue("delivered");
  await page.goBack();
  await expect(status).toHaveValue("");
  await expect(unsent).toHaveCount(1);

  await page.getByRole("heading", { name: "Deliveries" }).click();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search")).toBeFocused();
  await page.getByLabel("Search").fill(instanceID);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`q=${instanceID}`));
  await expect(table.getByRole("row")).toHaveCount(3);
  await page.getByRole("link", { name: "Clear", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${log}$`));
  await expect(page.getByLabel("Search")).toHaveValue("");
  await configure(page, () => []);
});

test("signing in leads back to the query of a shared link, from a session that ended too", async ({
  page,
  userOf,
}) => {
  const { email, password } = await userOf("developer");
  const shared = `${log}?status=failed&url=a%26b`;
  const enter = async (shared: string) => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(`${server.url}${shared}`);
  };
  await page.goto(shared);
  await expect(page).toHaveURL(/\/sign-in/);
  await enter(shared);
  await page.context().clearCookies();
  await page.reload();
  await enter(shared);
  await page.context().clearCookies();
  const delivery = `${log}/dlv_999999999?status=failed&url=a%26b`;
  await page.goto(delivery);
  await enter(delivery);
});

test("a filter that is not understood is named, and the others apply", async ({ signIn }) => {
  const page = await signIn("developer");
  await page.goto(`${log}?status=lost&eventType=deleted`);
  await expect(page.getByText(/Status: “lost” must be one of pending, delivered/)).toBeVisible();
  await expect(page.getByRole("list", { name: "Filters that apply" })).toContainText("Event: deleted");
  await expect(page.getByRole("combobox", { name: "Event", exact: true })).toHaveValue("deleted");
});

test.describe("in a zone of one's own", () => {
  test("a range is entered in the reader's zone and kept in the address in UTC; one that ends before it begins is told", async ({
    browser,
    userOf,
  }) => {
    const { email, password } = await userOf("developer");
    const context = await browser.newContext({ baseURL: server.url, timezoneId: "Europe/Berlin" });
    const page = await context.newPage();
    await page.goto(`/sign-in?callbackUrl=${encodeURIComponent(log)}`);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("combobox", { name: "Time", exact: true }).selectOption("From … to …");
    await page.getByLabel(/^From/).fill("2026-07-01T09:30");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await expect(page).toHaveURL(/from=2026-07-01T07%3A30%3A00(\.000)?Z/);
    await expect(page.getByLabel(/^From/)).toHaveValue("2026-07-01T09:30");
    await expect(page.getByRole("list", { name: "Filters that apply" })).toContainText("1 Jul 2026, 09:30");
    await page.getByLabel(/^Before/).fill("2026-07-01T08:15");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await expect(page.getByText("Before: “1 Jul 2026, 08:15” must be later than from.")).toBeVisible();
    await expect(page.getByLabel(/^From/)).toHaveValue("2026-07-01T09:30");
    await expect(page.getByLabel(/^Before/)).toHaveValue("2026-07-01T08:15");
    await page.getByLabel(/^Before/).fill("2026-07-01T09:31");
    await page.getByRole("button", { name: "Filter", exact: true }).click();
    await expect(page).toHaveURL(/to=2026-07-01T07%3A31%3A00/);
    await expect(page.getByRole("list", { name: "Filters that apply" })).toContainText("1 Jul 2026, 09:31");
    await context.close();
  });
});

test("the way back from a delivery leads to the page of the list one came from, as it was filtered", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/back`] : []));
  const created = await api("user", "POST", "/api/instances/create", { processName: "Way back" });
  const { instanceID } = await created.json();
  await receiver.until((received) => received.length === 1);
  const list = `${log}?processName=Way+back&before=999999999.${Date.now() + 60_000}.`;
  await page.goto(list);
  await page
    .getByRole("link", { name: new RegExp(instanceID) })
    .first()
    .click();
  await page
    .getByRole("navigation", { name: "Breadcrumb" })
    .getByRole("link", { name: "Deliveries, filtered" })
    .click();
  await expect(page).toHaveURL(`${server.url}${list}`);
  await configure(page, () => []);
});

test("a row is two stops of the Tab key, and its menu resends", async ({ signIn, api, receiver }) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/menu`] : []));
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Menu" })
  ).json();
  await receiver.until((received) => received.length === 1);
  await page.goto(`${log}?q=${instanceID}`);
  const row = page.getByRole("row").filter({ hasText: "created" });
  await row.getByRole("link").first().focus();
  await page.keyboard.press("Tab");
  await expect(row.getByRole("button", { name: /^More of dlv_/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Resend", exact: true }).click();
  await receiver.until((received) => received.length === 2);
  await configure(page, () => []);
});

test("a failed row that is resent stays under the filter for failed ones, says so, and keeps the focus", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/failed-row`] : []));
  receiver.answer(() => ({ status: 500 }));
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Failed row" })
  ).json();
  await page.goto(`${log}?q=${instanceID}`);
  await expect(page.getByRole("table").getByText("Retry")).toBeVisible();
  receiver.answer(() => ({}));
  await inDatabase(
    server.dataDir,
    `update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now()
     where done_at is null and ${isUnclaimed()}`,
  );
  await page.goto(`${log}?status=failed&q=${instanceID}`);
  const row = page.getByRole("row").filter({ hasText: instanceID });
  await expect(row).toContainText("Failed");
  await row.getByRole("button", { name: /^More of dlv_/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Resend", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "is sent again now." })).toBeVisible();
  await receiver.until((received) => received.length === 2);
  await expect(row).toContainText("Delivered");
  await expect(row.getByRole("button", { name: /^More of dlv_/ })).toBeFocused();
  await configure(page, () => []);
});

test("nothing of an instance or a result is cut where the URLs leave room", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/cut`] : []));
  const created = await api("user", "POST", "/api/instances/create", { processName: "Training requests" });
  const { instanceID } = await created.json();
  await receiver.until((received) => received.length === 1);
  await page.goto(`${log}?q=${instanceID}`);
  await expect(page.getByRole("table").getByText("Delivered")).toBeVisible();
  await inDatabase(
    server.dataDir,
    `update delivery set status = 'failed', fail_reason = 'schedule_used_up', attempts = 12,
       last_outcome = 'connection_refused', last_status_code = null, last_total_ms = 2
     where event_id in (select id from event where instance_id = $1)`,
    [instanceID],
  );
  for (const width of [1280, 1440]) {
    await page.setViewportSize({ width, height: 860 });
    await page.goto(`${log}?q=${instanceID}`);
    const row = page.getByRole("row").filter({ hasText: instanceID });
    await expect(row).toContainText("Connection refused · 2 ms · 12 attempts");
    expect(await row.evaluate(cutTexts), `${width} px`).toEqual([]);
  }
  await configure(page, () => []);
});

/** What of a row's text does not fit into its place. */
function cutTexts(row: Element): string[] {
  return [...row.querySelectorAll("td, td :not(.sr-only)")]
    .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth)
    .map((element) => element.textContent ?? "");
}

test("the keyboard gets over the rows to the next page of the log", async ({ signIn, api }) => {
  const page = await signIn("developer");
  await configure(page, () => []);
  await Promise.all(
    Array.from({ length: 51 }, () => api("user", "POST", "/api/instances/create", { processName: "Many" })),
  );
  await page.goto(log);
  await page.getByRole("link", { name: "Skip the rows" }).focus();
  await expect(page.getByRole("link", { name: "Skip the rows" })).toBeInViewport();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Older" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/before=/);
  await page.getByRole("link", { name: "Skip the rows" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Newest" })).toBeFocused();
});

test("at 1280 px the filters stand in one line, and neither a status nor an instance is cut", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await page.setViewportSize({ width: 1280, height: 860 });
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/one-line`] : []));
  const created = await api("developer", "POST", "/api/instances/create", {
    processName: "Training Request",
  });
  const { instanceID } = await created.json();
  await receiver.until((received) => received.length === 1);
  await page.goto(log);
  const bottoms = await Promise.all(
    [
      page.getByRole("searchbox"),
      page.getByRole("combobox", { name: "Status", exact: true }),
      page.getByRole("combobox", { name: "Time", exact: true }),
      page.getByRole("button", { name: "Filter", exact: true }),
    ].map(async (one) => {
      const box = await one.boundingBox();
      return Math.round((box?.y ?? 0) + (box?.height ?? 0));
    }),
  );
  expect(Math.max(...bottoms) - Math.min(...bottoms), String(bottoms)).toBeLessThanOrEqual(2);
  const row = page.getByRole("row", { name: new RegExp(instanceID) }).first();
  await expect(row).toContainText("Delivered");
  const cut = await row.evaluate((element) =>
    [...element.querySelectorAll("td:first-child, td:nth-child(3) code, td:nth-child(3) code span")]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
      .filter((one) => !one.classList.contains("sr-only"))
      .map((one) => `${one.textContent} ${one.scrollWidth} > ${one.clientWidth}`),
  );
  expect(cut).toEqual([]);
  // Where rows are blocks, the menu takes no line of its own, however long the result is.
  await page.setViewportSize({ width: 360, height: 740 });
  const topOf = async (one: Locator) => Math.round((await one.boundingBox())?.y ?? 0);
  const menu = row.getByRole("button", { name: /^More of dlv_/ });
  expect(Math.abs((await topOf(menu)) - (await topOf(row.getByText("Delivered"))))).toBeLessThan(12);
});
