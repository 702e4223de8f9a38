import type { Page } from "@playwright/test";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";

const order = (page: Page) => page.getByRole("switch", { name: "Keep the order of each instance" });
const change = (page: Page) => page.getByRole("button", { name: "Change: Keep the order of each instance" });
const card = (page: Page) => page.locator("section", { has: page.getByRole("heading", { name: "Order" }) });

test("order is switched on the Developer page, saved at once, and explained", async ({ signIn }) => {
  const page = await signIn("developer");
  await page.goto("/administration/developer");
  // The switch comes when somebody wants to change it.
  await expect(card(page).getByText("Off", { exact: true })).toBeVisible();
  await change(page).focus();
  await page.keyboard.press("Enter");
  await expect(order(page)).toBeFocused();
  await expect(order(page)).not.toBeChecked();
  await expect(order(page)).toHaveAccessibleDescription(
    /a later event of the same instance may arrive first/,
  );
  const question = page.getByRole("button", { name: "Help: Keep the order of each instance" });
  await question.click();
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help).toContainText("What it costs");
  await lookAt(page, "order, with its help");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(question).toBeFocused();
  await order(page).focus();
  await page.keyboard.press("Space");
  await expect(card(page).getByRole("status")).toContainText("Saved.");
  await expect(order(page)).toBeChecked();
  await expect(order(page)).toBeFocused();
  await page.reload();
  await expect(card(page).getByText("On", { exact: true })).toBeVisible();
  await change(page).click();
  await expect(order(page)).toBeChecked();
  await order(page).click();
  await expect(card(page).getByRole("status")).toContainText("Saved.");
  await page.reload();
  await expect(card(page).getByText("Off", { exact: true })).toBeVisible();
});

test("who switches after somebody else is told who and when, and sees what holds; without a connection nothing is claimed", async ({
  signIn,
}) => {
  const [mine, theirs] = [await signIn("developer"), await signIn("administrator")];
  // Mine stays as it was read: no refresh of its own shows what was saved meanwhile.
  const reachability = "**/api/health/live";
  await mine.route(reachability, (route) => route.abort());
  for (const page of [mine, theirs]) {
    await page.goto("/administration/developer");
    await change(page).click();
    await expect(order(page)).not.toBeChecked();
  }
  await order(theirs).click();
  await expect(card(theirs).getByRole("status")).toContainText("Saved.");
  await order(mine).click();
  await expect(card(mine).getByRole("alert")).toContainText(
    /administrator of the tests saved these settings at \d\d:\d\d UTC/,
  );
  await expect(order(mine)).toBeChecked();
  await lookAt(mine, "order, after a conflict");
  await mine.unroute(reachability);
  // A refresh that waits for the connection holds nothing else up.
  const isRefresh = (url: URL) => url.searchParams.has("_rsc");
  const cut = mine.waitForEvent("requestfailed", (request) => isRefresh(new URL(request.url())));
  await mine.route(isRefresh, (route) => route.abort("connectionreset"));
  await mine.getByRole("button", { name: "Refresh" }).click();
  await cut;
  await mine.context().setOffline(true);
  await mine.unroute(isRefresh);
  await order(mine).click();
  await expect(card(mine).getByRole("alert")).toContainText("Callboard could not be reached");
  await expect(order(mine)).toBeChecked();
  await mine.context().setOffline(false);
  await order(mine).click();
  await expect(card(mine).getByRole("status")).toContainText("Saved.");
  await expect(order(mine)).not.toBeChecked();
});

test("where order is kept, what follows a failed callback waits for it, says so, and arrives in order", async ({
  signIn,
  api,
  receiver,
}) => {
  let failing = true;
  receiver.answer(() => ({ status: failing ? 503 : 200 }));
  const page = await signIn("developer");
  await configure(page, () => [`${receiver.url}/in-order`]);
  await page.goto("/administration/developer");
  await change(page).click();
  await order(page).click();
  await expect(card(page).getByRole("status")).toContainText("Saved.");
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Ordered" })
  ).json();
  await api("user", "PATCH", `/api/instances/${instanceID}`, { Status: "Done" });
  await api("user", "DELETE", `/api/instances/${instanceID}`);
  await receiver.until((received) => received.length >= 1);
  await page.goto(`/administration/developer/deliveries?instanceID=${instanceID}`);
  await expect(page.getByRole("table").getByText("Held: in order")).toHaveCount(2);
  await page.getByRole("table").getByRole("link").first().click();
  await expect(
    page.getByText(/This delivery waits until dlv_\d+, an earlier one of the same instance/),
  ).toBeVisible();
  failing = false;
  const arrived = () => receiver.received.map((one) => one.path.split("eventType=")[1]);
  await receiver.until(() => arrived().includes("deleted"));
  expect(arrived().filter((type, index) => type !== arrived()[index - 1])).toEqual([
    "created",
    "updated",
    "deleted",
  ]);
  await page.goto("/administration/developer");
  await change(page).click();
  await order(page).click();
  await expect(card(page).getByRole("status")).toContainText("Saved.");
});
