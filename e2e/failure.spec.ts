import { inDatabase } from "./callboard";
import { expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { server } from "./servers";
import { signInByPost } from "./users";

const wrong = "Something went wrong on our side";

/** Takes from the pages what they read for as long as `during` runs. */
async function without(table: string, during: () => Promise<void>): Promise<void> {
  await inDatabase(server.dataDir, `alter table ${table} rename to ${table}_away`);
  try {
    await during();
  } finally {
    await inDatabase(server.dataDir, `alter table ${table}_away rename to ${table}`);
  }
}

test("a fault outside the shell is told in the theme one chose, and trying again draws the page once it is over", async ({
  browser,
}) => {
  const context = await browser.newContext({ baseURL: server.url, colorScheme: "light" });
  await context.addCookies([{ name: "callboard-theme", value: "dark", url: server.url }]);
  const page = await context.newPage();
  await without("user_account", async () => {
    await page.goto("/sign-in");
    await expect(page.getByRole("heading", { name: wrong })).toBeVisible();
    await expect(page).toHaveTitle(/Something went wrong/);
    const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    expect(await scheme()).toBe("dark");
    await lookAt(page, "a fault outside the shell");
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await context.close();
});

test("a fault within the shell leaves the menu, and trying again draws the page once it is over", async ({
  browser,
  userOf,
}) => {
  const context = await browser.newContext({ baseURL: server.url });
  await signInByPost(context, await userOf("developer"));
  const page = await context.newPage();
  await without("audit_entry", async () => {
    await page.goto("/administration/developer/history");
    await expect(page.getByRole("heading", { name: wrong })).toBeVisible();
    await expect(page.getByRole("navigation").first()).toBeVisible();
    await expect(page.getByRole("alert").filter({ hasText: wrong })).toContainText(
      /in the log under the reference \w+\./,
    );
    await lookAt(page, "a fault within the shell");
  });
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "History" })).toBeVisible();
  await context.close();
});

test("what fails in the browser alone is not looked for in the log: one is told to load the page again", async ({
  browser,
  userOf,
}) => {
  const context = await browser.newContext({ baseURL: server.url });
  await signInByPost(context, await userOf("developer"));
  const page = await context.newPage();
  const failure = page.getByRole("heading", { name: "This page could not be shown" });
  // A link that is pressed before the page's scripts have taken it over leads to a page of the server.
  await expect(async () => {
    await page.goto("/administration/developer", { waitUntil: "networkidle" });
    // A browser without what a page needs.
    await page.evaluate(() => {
      Object.defineProperty(Array.prototype, "map", {
        value: () => {
          throw new Error("not in this browser");
        },
      });
      document.querySelector<HTMLElement>("nav a[href='/administration/developer/history']")?.click();
    });
    await expect(failure).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await expect(page.getByText("Load the page again; what was saved is kept.")).toBeVisible();
  await expect(page.getByText("in the log")).toHaveCount(0);
  await page.getByRole("button", { name: "Load the page again" }).click();
  await expect(failure).toHaveCount(0);
  await expect(page.getByRole("navigation").first()).toBeVisible();
  await context.close();
});
