import type { Page } from "@playwright/test";
import { isUnclaimed } from "@/lib/attempts/state";
import type { Receiver } from "@/lib/testing/receiver";
import { inDatabase, withDatabase } from "./callboard";
import { fetchAnswer } from "./fetch-answer";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { loseNextAnswer } from "./lose-answer";
import { server } from "./servers";

// Each looks at its screens in all sizes and colours, which takes its time.
test.setTimeout(180_000);

const { dataDir } = server;
const log = "/administration/developer/deliveries";

const webhookIds = (receiver: Receiver) =>
  receiver.received.map((one) => one.headers.find(([name]) => name === "webhook-id")?.[1]);
const sentAgain = (page: Page) => page.getByRole("status").filter({ hasText: "is sent again now." });

test("a delivery is resent from its page, from the log and from its instance, and says by whom", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/again`] : []));
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Resending" })
  ).json();
  await receiver.until((received) => received.length === 1);

  await page.goto(`${log}?instanceID=${instanceID}`);
  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("button", { name: "Resend", exact: true }).click();
  await expect(sentAgain(page)).toBeVisible();
  await receiver.until((received) => received.length === 2);
  const second = page.getByRole("article", { name: "Attempt 2" });
  await expect(second).toContainText("resent by developer of the tests");
  await expect(second).toContainText("Delivered · 200");
  await lookAt(page, "a delivery that was resent");

  await page.goto(`${log}?instanceID=${instanceID}`);
  await expect(page.getByRole("row").filter({ hasText: "200" })).toContainText("2 attempts");
  await page
    .getByRole("table")
    .getByRole("button", { name: /^Resend dlv_\d+$/ })
    .click();
  await receiver.until((received) => received.length === 3);
  await page.goto(`/instances/${instanceID}`);
  receiver.answer(() => ({ status: 503 }));
  await page
    .getByRole("table")
    .getByRole("button", { name: /^Resend dlv_\d+$/ })
    .click();
  await receiver.until((received) => received.length === 4);
  await expect(page.getByRole("row").filter({ hasText: "503" })).toContainText("Delivered");
  await lookAt(page, "an instance whose callback was resent");
  await page.getByRole("table").getByRole("link").first().click();
  await expect(page.getByText("It had been delivered before; only the last attempt")).toBeVisible();
  expect(new Set(webhookIds(receiver)).size).toBe(1);
  expect(receiver.received).toHaveLength(4);

  const user = await signIn("user");
  await user.goto(`/instances/${instanceID}`);
  await expect(user.getByRole("heading", { name: "Events" })).toBeVisible();
  await expect(user.getByRole("button", { name: /Resend/ })).toHaveCount(0);
});

test("whoever presses again after a lost answer resends once, and after a seen one again", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/pressed`] : []));
  await api("user", "POST", "/api/instances/create", { processName: "Pressed" });
  await receiver.until((received) => received.length === 1);
  await page.goto(`${log}?processName=Pressed`);
  await page.getByRole("table").getByRole("link").first().click();
  const resend = page.getByRole("button", { name: "Resend", exact: true });
  const told: unknown[] = [];
  await page.route("**", async (route) => {
    if (!("next-action" in route.request().headers())) return route.fallback();
    const response = await fetchAnswer(route);
    const body = await response.text();
    told.push(/"attemptCount":(\d+)/.exec(body)?.[1] ?? body);
    return route.fulfill({ response, body });
  });
  await loseNextAnswer(page);
  await resend.click();
  await expect(page.getByText("Callboard could not be reached. Try again.")).toBeVisible();
  await expect(page.getByRole("article", { name: "Attempt 2" })).toContainText("Delivered · 200");
  await resend.click();
  await expect(sentAgain(page)).toBeVisible();
  // What the first press was answered: one attempt had been made then.
  expect(told).toEqual(["1"]);
  await resend.click();
  await expect(page.getByRole("article", { name: "Attempt 3" })).toContainText("Delivered · 200");
  expect(told).toEqual(["1", "2"]);
  expect(receiver.received).toHaveLength(3);
  await configure(page, () => []);
});

test("an event that was sent, unseen, is said to be sent when one presses again", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, () => []);
  await api("user", "POST", "/api/instances/create", { processName: "Late" });
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/late`] : []));
  await page.goto(`${log}?status=not_sent&processName=Late`);
  const send = page.getByRole("table").getByRole("button", { name: /^Send evt_/ });
  // Its row goes with a refresh, which is not to come before one presses again.
  let answer = "";
  await page.route("**", async (route) => {
    const { rsc, "next-action": isAction } = route.request().headers();
    if (isAction) {
      const response = await fetchAnswer(route);
      answer = await response.text();
      return route.fulfill({ response, body: answer });
    }
    if (!rsc) return route.fallback();
  });
  await loseNextAnswer(page);
  await send.click();
  await expect(page.getByText("Callboard could not be reached. Try again.")).toBeVisible();
  await receiver.until((received) => received.length === 1);
  await send.click();
  await expect.poll(() => answer).toContain('"urls":1');
  expect(receiver.received).toHaveLength(1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await configure(page, () => []);
});

test("all that match are counted, resent after a question, and followed on the log", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("administrator");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/many`] : []));
  receiver.answer(() => ({ status: 500 }));
  for (const _ of [1, 2, 3]) await api("user", "POST", "/api/instances/create", { processName: "Bulk" });
  await page.goto(`${log}?processName=Bulk`);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("table").getByText("Retry")).toHaveCount(3);
  }).toPass();
  receiver.answer(() => ({}));
  await inDatabase(
    dataDir,
    `update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now()
     where done_at is null and ${isUnclaimed()}`,
  );
  const before = receiver.received.length;

  await page.goto(log);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByLabel("Process contains").fill("Bulk");
  await page.getByRole("combobox", { name: "Time", exact: true }).selectOption("From … to …");
  await page.getByLabel(/^From/).fill("2026-01-01T00:00");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  // A press before the filtered page is there is about what is shown until then.
  await expect(page).toHaveURL(/[?&]from=2026-01-01/);
  await expect(page.getByRole("table").getByText("Failed")).toHaveCount(3);
  await expect(page.getByLabel(/^From/)).toHaveValue("2026-01-01T00:00");
  await page.getByRole("button", { name: /^Resend .*failed…$/ }).click();
  const dialog = page.getByRole("dialog", { name: "Resend all that match" });
  await expect(dialog).toContainText("3 deliveries match: Failed, process contains Bulk, from ");
  await expect(dialog.getByRole("list", { name: "Last answers" })).toHaveText("3 of 3 last got 500");
  await expect(dialog).toContainText(
    "Most were refused by the receiver itself, with 500. Unless it has changed",
  );
  await expect(dialog).toContainText("No status is chosen, so those that failed are resent.");
  await lookAt(page, "the question before resending many");
  await loseNextAnswer(page);
  await dialog.getByRole("button", { name: "Resend 3" }).click();
  await expect(dialog.getByText("Callboard could not be reached. Try again.")).toBeVisible();
  await dialog.getByRole("button", { name: "Resend 3" }).click();
  await expect(dialog.getByRole("status")).toHaveText("3 resent: 3 delivered");
  await withDatabase(dataDir, async (db) => {
    const jobs = await db.query("select id from resend_job where filter ->> 'processName' = 'Bulk'");
    expect(jobs.rows).toHaveLength(1);
  });
  await receiver.until((received) => received.length === before + 3);
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  const strip = page.getByRole("list", { name: "Resends" }).getByRole("listitem").first();
  await expect(strip.getByRole("status")).toHaveText("3 resent: 3 delivered");
  await expect(page.getByRole("table").getByText("Delivered")).toHaveCount(3);
  await strip.getByRole("button", { name: "Details" }).click();
  await expect(strip).toContainText("Filter: Failed, process contains Bulk, from ");
  await lookAt(page, "the log after many were resent");
  await strip.getByRole("link", { name: "Show them" }).click();
  await expect(page).toHaveURL(/\?job=job_\d+$/);
  await expect(page.getByRole("table").getByText("Delivered")).toHaveCount(3);
  await page
    .getByRole("button", { name: /^Dismiss job_/ })
    .first()
    .click();
  await expect(page.getByText("3 resent: 3 delivered")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Deliveries" })).toBeVisible();
  await expect(page.getByText("3 resent: 3 delivered")).toHaveCount(0);
  await page.goto(`${log}?status=pending`);
  await expect(page.getByRole("heading", { name: "Deliveries" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Resend .*…$/ })).toHaveCount(0);
});

test("a running resend is there when one returns to the log, and can be cancelled", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/full`] : []));
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Full" })
  ).json();
  await receiver.until((received) => received.length === 1);
  // So many resends are pending already that the job waits.
  await inDatabase(
    dataDir,
    `insert into delivery (event_id, endpoint_id, resend_by, resend_from, next_at)
     select delivery.event_id, endpoint_id, 'somebody', 'failed', now() + interval '1 h'
     from delivery join event on event.id = event_id, generate_series(1, 1000) where instance_id = $1`,
    [instanceID],
  );
  await page.goto(`${log}?status=delivered&instanceID=${instanceID}`);
  await page.getByRole("button", { name: /^Resend .*delivered…$/ }).click();
  const dialog = page.getByRole("dialog", { name: "Resend all that match" });
  await dialog.getByRole("button", { name: "Resend 1" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Resending: 0 of 1");
  await page.goto("/instances");
  await page.goto(`${log}?status=delivered&instanceID=${instanceID}`);
  await expect(page.getByRole("status").filter({ hasText: "Resending: 0 of 1" })).toBeVisible();
  await lookAt(page, "the log while many are resent");
  await page.getByRole("button", { name: "Cancel the resend" }).click();
  await expect(page.getByText("Cancelled by developer of the tests after 0 of 1")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Cancelled by developer of the tests after 0 of 1")).toBeVisible();
  expect(receiver.received).toHaveLength(1);
  await inDatabase(dataDir, "delete from delivery where resend_by = 'somebody'");
  await configure(page, () => []);
});

test("what was never sent is sent one by one and all together, to the URLs that are there now", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, () => []);
  for (const _ of [1, 2, 3]) await api("user", "POST", "/api/instances/create", { processName: "Unsent" });
  await page.goto(`${log}?status=not_sent&processName=Unsent`);
  await page.getByRole("button", { name: /^Send .*not sent…$/ }).click();
  const dialog = page.getByRole("dialog", { name: "Send what was not sent" });
  await expect(dialog).toContainText("Nothing receives these now.");
  await expect(dialog.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await lookAt(page, "nobody to send to");
  await dialog.getByRole("button", { name: "Close", exact: true }).click();

  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/late`] : []));
  await page.goto(`${log}?status=not_sent&processName=Unsent`);
  await page.getByRole("button", { name: /^Send .*not sent…$/ }).click();
  await expect(dialog).toContainText("3 events match: Not sent, process contains Unsent.");
  await expect(dialog.getByRole("list", { name: "Where they go" })).toHaveText("Created: 3 to 1 URL each");
  await lookAt(page, "the question before sending what was not sent");
  await dialog.getByRole("button", { name: "Send 3" }).click();
  await receiver.until((received) => received.length === 3);
  await expect(dialog.getByRole("status")).toHaveText("3 events sent: 3 delivered");
  expect(new Set(webhookIds(receiver)).size).toBe(3);
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await configure(page, () => []);
});

test("a period is reconciled, its figures lead to the log, and its sums are exported", async ({
  signIn,
  api,
}) => {
  const page = await signIn("developer");
  await configure(page, () => []);
  await api("user", "POST", "/api/instances/create", { processName: "Reconciled" });
  await page.goto("/administration/developer");
  await page.getByRole("link", { name: "Any period" }).click();
  await expect(page.getByRole("heading", { name: "Reconciliation" })).toBeVisible();
  await page.getByRole("link", { name: "7 days" }).click();
  await expect(page.getByText("0 unaccounted. Every change is accounted for.")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Usual periods" })).toHaveCount(1);
  await lookAt(page, "the reconciliation of a week");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export summary (CSV)" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^reconciliation-summary-.*\.csv$/);
  await page.getByRole("link", { name: /not sent: callback switched off in the log/ }).click();
  await expect(page).toHaveURL(/status=not_sent&outcome=switched_off&from=/);
  await page.goto("/administration/developer/reconciliation?last=9y");
  await expect(page.getByRole("alert").first()).toContainText("last must be one of 24h, 7d, 30d");
});
