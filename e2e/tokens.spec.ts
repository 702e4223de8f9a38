import type { Browser, Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { loseNextAnswer } from "./lose-answer";
import { server } from "./servers";
import { addTestUser, signInByPost } from "./users";

const { url } = server;
const path = "/administration/developer/tokens";

/** Somebody new, signed in, who has no token yet. */
async function newcomer(browser: Browser, name: string): Promise<Page> {
  const email = `${name.replace(" ", "-").toLowerCase()}-${Date.now()}@e2e.example.com`;
  const context = await browser.newContext({ baseURL: url });
  await signInByPost(context, await addTestUser({ name, email }, "developer"));
  return context.newPage();
}

const statusWith = async (token: string) =>
  (await fetch(`${url}/api/instances`, { headers: { authorization: `Bearer ${token}` } })).status;

async function make(page: Page, name: string): Promise<string> {
  await page.goto(path);
  await page.getByRole("button", { name: "New token" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog", { name: `Token ${name}` });
  const token = (await dialog.locator("code").first().textContent()) ?? "";
  await dialog.getByRole("button", { name: "Done" }).click();
  return token;
}

test("a token is made, shown once, works, and is refused on the request after its revocation", async ({
  browser,
}) => {
  const page = await newcomer(browser, "Tokyo Maker");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(path);
  await expect(page.getByText("No token yet")).toBeVisible();
  await expect(
    page.getByText(`curl -sS ${url}/api/instances -H "Authorization: Bearer cbt_…"`),
  ).toBeVisible();
  await lookAt(page, "tokens, none yet");

  await page.getByRole("button", { name: "New token" }).click();
  const form = page.getByRole("dialog", { name: "New token" });
  await expect(form.getByLabel("Days until it expires")).toHaveValue("90");
  await form.getByLabel("Days until it expires").fill("0");
  await form.getByRole("checkbox", { name: /^read/ }).uncheck();
  await form.getByRole("checkbox", { name: /^write/ }).uncheck();
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(form.getByText("Enter a name, for example of the program that will use it.")).toBeVisible();
  await expect(form.getByText("Choose at least one scope.")).toBeVisible();
  await expect(form.getByText("Enter a whole number of days from 1 to 3,650.")).toBeVisible();
  await expect(form.getByLabel("Name")).toBeFocused();
  await lookAt(page, "new token, with every error");
  await form.getByLabel("Name").fill("nightly build");
  await form.getByLabel("Days until it expires").fill("90");
  await form.getByRole("checkbox", { name: /^read/ }).check();
  await form.getByRole("button", { name: "Create token" }).click();

  const shown = page.getByRole("dialog", { name: "Token nightly build" });
  await expect(shown.getByText("it is shown only this once and cannot be shown again")).toBeVisible();
  const token = (await shown.locator("code").first().textContent()) ?? "";
  expect(token).toMatch(/^cbt_[0-9A-Za-z]{10}_[0-9A-Za-z]{43}$/);
  await shown.getByRole("button", { name: "Copy the token" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  await lookAt(page, "the token, shown once");
  await shown.getByRole("button", { name: "Done" }).click();
  expect(await statusWith(token)).toBe(200);

  await page.reload();
  expect(await page.content()).not.toContain(token.split("_")[2]);
  const row = page.getByRole("row").filter({ hasText: "nightly build" });
  await expect(row).toContainText(token.split("_")[1] ?? "");
  await expect(row.getByText("Active")).toBeVisible();
  await expect(row.getByRole("cell", { name: /^(scopes: )?read$/ })).toBeVisible();
  await expect(row).not.toContainText("never");
  await row.getByRole("button", { name: "Revoke nightly build" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  expect(await statusWith(token)).toBe(200);
  await row.getByRole("button", { name: "Revoke nightly build" }).click();
  await lookAt(page, "revoking a token");
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row.getByText("Revoked")).toBeVisible();
  expect(await statusWith(token)).toBe(401);
  await lookAt(page, "tokens");

  await row.getByRole("link", { name: "History of nightly build" }).click();
  await expect(page.getByRole("article", { name: /API token revoked/ })).toBeVisible();
  await expect(page.getByRole("article", { name: /API token created/ })).toContainText("Scopes: read");
  await page.context().close();
});

test("when the answer about a new token is lost, pressing again makes no second one and says so, and the token can be revoked", async ({
  browser,
}) => {
  const page = await newcomer(browser, "Lorna Lost");
  await page.goto(path);
  await page.getByRole("button", { name: "New token" }).click();
  const form = page.getByRole("dialog", { name: "New token" });
  await form.getByLabel("Name").fill("never seen");
  await loseNextAnswer(page);
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(form.getByRole("alert")).toContainText("it is not known whether the token was created");
  await expect(form.getByLabel("Name")).toHaveValue("never seen");
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(form.getByRole("alert")).toContainText("the token “never seen” was made then");
  await form.getByRole("button", { name: "Close", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: "never seen" })).toHaveCount(1);
  await page.getByRole("button", { name: "Revoke never seen" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("row").filter({ hasText: "never seen" }).getByText("Revoked")).toBeVisible();
  await page.context().close();
});

test("a Developer sees their own tokens, an Administrator everybody's and may revoke them", async ({
  browser,
  signIn,
}) => {
  const [ada, bob, root] = [
    await newcomer(browser, "Ada Own"),
    await newcomer(browser, "Bob Own"),
    await signIn("administrator"),
  ];
  const token = await make(ada, "hers only");
  await make(bob, "his only");
  await bob.goto(path);
  await expect(bob.getByText("his only")).toBeVisible();
  await expect(bob.getByText("hers only")).toBeHidden();
  await root.goto(path);
  const row = root.getByRole("row").filter({ hasText: "hers only" });
  await expect(row).toContainText("Ada Own");
  await row.getByRole("button", { name: "Revoke hers only" }).click();
  await root.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(row.getByText("Revoked")).toBeVisible();
  expect(await statusWith(token)).toBe(401);
  for (const page of [ada, bob]) await page.context().close();
});
