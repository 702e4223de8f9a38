import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";

// It looks at its screen in all sizes and colours, which takes its time.
test.setTimeout(180_000);

test("toasts of several buttons stand one above the other until each is dismissed", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, () => [`${receiver.url}/toasts`]);
  const created = await api("user", "POST", "/api/instances/create", { processName: "Toasting" });
  const { instanceID } = await created.json();
  await api("user", "PATCH", `/api/instances/${instanceID}`, { Status: "Done" });
  await receiver.until((received) => received.length === 2);

  await page.goto(`/administration/developer/deliveries?instanceID=${instanceID}`);
  // What went wrong stays until it is read.
  await page.route("**", (route) =>
    "next-action" in route.request().headers() ? route.abort("connectionreset") : route.fallback(),
  );
  const buttons = page.getByRole("table").getByRole("button", { name: /^Resend dlv_\d+$/ });
  await expect(buttons).toHaveCount(2);
  const toasts = page.getByRole("alert").filter({ hasText: "Callboard could not be reached. Try again." });
  await buttons.first().click();
  await expect(toasts).toHaveCount(1);
  await buttons.last().click();
  await expect(toasts).toHaveCount(2);
  await lookAt(page, "two toasts");

  const [upper, lower] = [await toasts.first().boundingBox(), await toasts.last().boundingBox()];
  if (!upper || !lower) throw new Error("A toast has no place on the screen.");
  expect(upper.y + upper.height).toBeLessThan(lower.y);
  expect(lower.y + lower.height).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0);

  await toasts.first().getByRole("button", { name: "Dismiss" }).click();
  await expect(toasts).toHaveCount(1);
  await toasts.getByRole("button", { name: "Dismiss" }).click();
  await expect(toasts).toHaveCount(0);
});
