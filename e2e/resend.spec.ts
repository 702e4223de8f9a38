import type { Page } from "@playwright/test";
import { isUnclaimed } from "@/lib/attempts/state";
import type { Receiver } from "@/lib/testing/receiver";
import { inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
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

test("all that match are counted, resent after a question, and followed on the log", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("administrator");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/many`] : []));
  receiver.answer(() => ({ status: 500 }));
  for (const _ of [1, 2, 3]) await api("user", "POST", "/api/instances/create", { processName: "Many" });
  await page.goto(`${log}?processName=Many`);
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
  await page.getByLabel("Process contains").fill("Many");
  await page.getByLabel("Time", { exact: true }).selectOption("From … to …");
  await page.getByLabel(/^From/).fill("2026-01-01T00:00");
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await expect(page.getByRole("table").getByText("Failed")).toHaveCount(3);
  await expect(page.getByLabel(/^From/)).toHaveValue("2026-01-01T00:00");
  await page.getByRole("button", { name: "Resend all that match" }).click();
  const dialog = page.getByRole("dialog", { name: "Resend all that match" });
  await expect(dialog).toContainText("3 deliveries match: Failed, process Many, from 2026-01-01 00:00 UTC.");
  await expect(dialog).toContainText("No status is chosen, so those that failed are resent.");
  await lookAt(page, "the question before resending many");
  await dialog.getByRole("button", { name: "Resend 3" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Resent: 3 of 3");
  await receiver.until((received) => received.length === before + 3);
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.getByText("Resent: 3 of 3")).toBeVisible();
  await expect(page.getByRole("table").getByText("Delivered")).toHaveCount(3);
  await lookAt(page, "the log after many were resent");
  await page.goto(`${log}?status=pending`);
  await expect(page.getByRole("heading", { name: "Deliveries" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Resend all that match" })).toHaveCount(0);
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
  await page.getByRole("button", { name: "Resend all that match" }).click();
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
