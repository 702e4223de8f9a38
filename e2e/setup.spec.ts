import { expect, test } from "./fixtures";
import { noteSecret } from "./secrets";
import { firstAdministrator } from "./servers";

const setupUrl = process.env.E2E_SETUP_URL ?? "";

test("the one-time code makes the first administrator, signed in, and then the page is gone", async ({
  page,
}) => {
  await page.goto(setupUrl);
  await page.getByLabel("Name").fill(firstAdministrator.name);
  await page.getByLabel("Email").fill(firstAdministrator.email);
  await page.getByLabel("Password").fill("too short");
  await page.getByRole("button", { name: "Create administrator" }).click();
  // Once: as the error alone, not as the hint as well.
  await expect(page.getByText(/at least 12 characters|more characters/)).toHaveCount(1);
  await page.getByLabel("Password").fill("Administrator-9x");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByText(/“Administrator” \(a common word\)/)).toHaveCount(1);
  await expect(page.getByLabel("Name")).toHaveValue(firstAdministrator.name);
  await page.getByLabel("Password").fill(noteSecret(firstAdministrator.password));
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByRole("heading", { name: "Developer resources" })).toBeVisible();
  const again = await page.goto(setupUrl);
  expect(again?.status()).toBe(404);
});

test("without the code there is no set-up page, but where the link stands", async ({ page }) => {
  const response = await page.goto("/setup?code=AAAAAAAAAAAAAAAAAAAAAAAA");
  expect(response?.status()).toBe(404);
});
