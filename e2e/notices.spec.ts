import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";

test("the bell tells what went wrong without a reload, counts what is unread, and leads to the URL", async ({
  signIn,
  receiver,
  api,
}) => {
  test.setTimeout(150_000);
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/told`] : []));
  await page.goto("/instances");
  const bell = page.getByRole("button", { name: /^Notices/ });
  await expect(bell).toBeVisible();
  const { items } = await (await api("administrator", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find(({ url }: { url: string }) => url.startsWith(receiver.url));
  await api("administrator", "POST", `/api/endpoints/${endpointID}/suspend`);
  await expect(bell).toHaveAccessibleName(/^Notices, \d+\+? unread$/, { timeout: 60_000 });

  await bell.click();
  const popover = page.getByRole("dialog", { name: "Notices" });
  const told = popover.getByRole("link", { name: /^Unread: Suspended by/ }).first();
  await expect(told).toContainText("/told");
  await lookAt(page, "the bell's notices");
  await popover.getByRole("button", { name: "Mark all read" }).click();
  await expect(bell).toHaveAccessibleName("Notices");
  await expect(popover.getByRole("heading", { name: "Notices" })).toBeFocused();
  await expect(popover.getByRole("button", { name: "Mark all read" })).toBeHidden();
  await popover
    .getByRole("link", { name: /^Suspended by/ })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/endpoints/${endpointID}$`));
  await expect(popover).toBeHidden();

  await api("administrator", "POST", `/api/endpoints/${endpointID}/resume`);
  await expect(bell).toHaveAccessibleName(/unread$/, { timeout: 60_000 });
  await bell.click();
  await popover.getByRole("link", { name: "All notices" }).click();
  const list = page.getByRole("list", { name: "Notices" });
  await expect(list.getByRole("listitem").first()).toContainText("Resumed by");
  await lookAt(page, "notices");
  await page.getByRole("button", { name: "Mark all read" }).click();
  await expect(page.getByText("All notices are marked as read.")).toBeVisible();
  await page.reload();
  await expect(bell).toHaveAccessibleName("Notices");
});

test("a User has no bell", async ({ signIn }) => {
  const page = await signIn("user");
  await expect(page.getByRole("button", { name: /^Account of/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Notices/ })).toHaveCount(0);
});
