import { expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { noteSecret } from "./secrets";
import { firstAdministrator } from "./servers";

const setupUrl = process.env.E2E_SETUP_URL ?? "";

test("the one-time code makes the first administrator, signed in, and then the page is gone", async ({
  page,
}) => {
  const wrong = await page.goto(`${setupUrl}x`);
  expect(wrong?.status()).toBe(404);
  await expect(
    page.getByText(
      /^This set-up link is wrong or out of date\. The current one is in the output of npm start; or: npm run admin -- user create/,
    ),
  ).toBeVisible();
  await page.goto(setupUrl);
  await page.getByLabel("Name").fill(firstAdministrator.name);
  await page.getByLabel("Email").fill(firstAdministrator.email);
  await page.getByLabel("Password").fill("too short");
  await page.getByRole("button", { name: "Create administrator" }).click();
  // Once: as the error alone, not as the hint as well.
  await expect(page.getByLabel("Password")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText(/at least 12 characters|more characters/)).toHaveCount(1);
  await page.getByLabel("Password").fill("Administrator-9x");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByText(/“Administrator” \(a common word\)/)).toHaveCount(1);
  await expect(page.getByLabel("Name")).toHaveValue(firstAdministrator.name);
  await page.getByLabel("Password").fill(noteSecret(firstAdministrator.password));
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByRole("heading", { name: "Developer resources" })).toBeVisible();
  // What leads a newcomer on, without a word of what is not there yet.
  const steps = page.locator("section").filter({ hasText: "Three steps to the first callback" });
  await expect(steps.getByRole("listitem")).toHaveCount(3);
  await expect(steps.getByText("Done")).toHaveCount(0);
  await expect(page.getByText(/No callback URL yet|No deliveries yet/)).toHaveCount(0);
  await lookAt(page, "the first steps");
  await steps.getByRole("button", { name: "Enter a URL" }).click();
  await expect(page.getByRole("dialog", { name: "Instance Callback URLs" })).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).click();
  await expect(steps.getByRole("button", { name: "Enter a URL" })).toBeFocused();
  const again = await page.goto(setupUrl);
  expect(again?.status()).toBe(404);
});

test("without the code there is no set-up page, but where the link stands", async ({ page }) => {
  const response = await page.goto("/setup?code=AAAAAAAAAAAAAAAAAAAAAAAA");
  expect(response?.status()).toBe(404);
});
