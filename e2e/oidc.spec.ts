import type { Browser, Page } from "@playwright/test";
import { freePort } from "@/lib/testing/ports";
import { admin, type Callboard, discard, startCallboard } from "./callboard";
import { expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { type OidcServer, startOidcServer } from "./oidc-server";

/** Single sign-on with a real OpenID Connect provider and a Callboard of its own. */
test.describe.configure({ timeout: 120_000, mode: "serial" });

const root = { email: "root@example.com", password: "correct horse battery" };
let callboard: Callboard;
let server: OidcServer;

test.beforeAll(async () => {
  const [port, providerPort] = [await freePort(), await freePort()];
  const client = { id: "callboard", secret: "only the two of them know", appUrl: `http://localhost:${port}` };
  server = await startOidcServer(providerPort, client);
  callboard = await startCallboard({
    PORT: String(port),
    ADMIN_EMAIL: root.email,
    ADMIN_PASSWORD: root.password,
    OIDC_ISSUER: server.issuer,
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
    OIDC_NAME: "Example ID",
  });
});
test.afterAll(async () => {
  await discard(callboard);
  await server.close();
});

/** A new browser in which somebody signs in at the provider; ends wherever Callboard then sends it. */
async function comeFromProvider(browser: Browser, login: string, javaScriptEnabled = true): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: callboard.url, javaScriptEnabled })).newPage();
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with Example ID" }).click();
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.waitForURL(/\/interaction\//);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((to) => to.origin === callboard.url);
  return page;
}

/** As the administrator, on the Users page. */
async function allowLinking(browser: Browser, name: string): Promise<void> {
  const page = await (await browser.newContext({ baseURL: callboard.url })).newPage();
  await page.goto("/sign-in?callbackUrl=/administration/users");
  await page.getByLabel("Email").fill(root.email);
  await page.getByLabel("Password").fill(root.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("if Example ID says that their email is verified")).toBeVisible();
  await page.getByRole("button", { name: `Allow linking ${name} to Example ID` }).click();
  const question = page.getByRole("dialog", { name: `Let ${name} sign in with Example ID?` });
  await question.getByRole("button", { name: "Allow" }).click();
  await expect(page.getByRole("button", { name: `Stop linking ${name} to Example ID` })).toBeVisible();
  await lookAt(page, "/administration/users with single sign-on");
  await page.context().close();
}

test("who comes for the first time gets an account with the role User, and the same one the next time", async ({
  browser,
}) => {
  server.people.set("grace", { email: "grace@example.com", email_verified: true, name: "Grace Hopper" });
  const page = await comeFromProvider(browser, "grace");
  await expect(page).toHaveURL(/\/instances$/);
  expect((await page.goto("/administration/developer"))?.status()).toBe(403);
  await page.goto("/account");
  for (const text of ["Grace Hopper", "grace@example.com", "User", "Example ID"]) {
    await expect(page.getByRole("definition").filter({ hasText: text }).first()).toBeVisible();
  }
  await expect(page.getByText("there is no password here")).toBeVisible();
  await lookAt(page, "/account without a password");
  await page.context().close();

  await admin(callboard.dataDir, "user", "set-role", "--email", "grace@example.com", "--role", "developer");
  const again = await comeFromProvider(browser, "grace");
  expect((await again.goto("/administration/developer"))?.status()).toBe(200);
  await again.context().close();
});

test("the button leads there and back without scripts too, by a post", async ({ browser }) => {
  server.people.set("hedy", { email: "hedy@example.com", email_verified: true, name: "Hedy Lamarr" });
  const page = await comeFromProvider(browser, "hedy", false);
  await expect(page).toHaveURL(/\/instances$/);
  await page.goto("/account");
  await expect(page.getByRole("definition").filter({ hasText: "Hedy Lamarr" })).toBeVisible();
  await page.context().close();
});

test("an email that somebody has opens nothing until an administrator allows the link", async ({
  browser,
}) => {
  await admin(
    callboard.dataDir,
    ...["user", "create", "--email", "linus@example.com", "--name", "Linus Pauling", "--role", "developer"],
  );
  server.people.set("linus", { email: "linus@example.com", email_verified: true, name: "Somebody Else" });
  const refused = await comeFromProvider(browser, "linus");
  await expect(refused.getByRole("alert").filter({ hasText: "not linked to Example ID" })).toBeVisible();
  await lookAt(refused, "/sign-in with a refusal");
  await refused.goto("/instances");
  await expect(refused).toHaveURL(/\/sign-in/);
  await refused.context().close();

  await allowLinking(browser, "Linus Pauling");

  const linked = await comeFromProvider(browser, "linus");
  await linked.goto("/account");
  await expect(linked.getByRole("definition").filter({ hasText: "Linus Pauling" })).toBeVisible();
  await expect(
    linked.getByRole("definition").filter({ hasText: "email and password, or Example ID" }),
  ).toBeVisible();
  await linked.context().close();
});

test("an email of the ID token that userinfo verifies another of opens no account, linking allowed or not", async ({
  browser,
}) => {
  const email = "rosalind@example.com";
  await admin(
    callboard.dataDir,
    ...["user", "create", "--email", email, "--name", "Rosalind Franklin", "--role", "administrator"],
  );
  await allowLinking(browser, "Rosalind Franklin");
  server.people.set("mixer", { email: "mixer@example.com", email_verified: true, idToken: { email } });
  const page = await comeFromProvider(browser, "mixer");
  await expect(page.getByRole("alert").filter({ hasText: "two different emails" })).toBeVisible();
  await lookAt(page, "/sign-in with two emails");
  await page.goto("/account");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.context().close();

  server.people.set("rosalind", { idToken: { email, email_verified: true } });
  const linked = await comeFromProvider(browser, "rosalind");
  await linked.goto("/account");
  await expect(linked.getByRole("definition").filter({ hasText: "Rosalind Franklin" })).toBeVisible();
  await linked.context().close();
});

test("a disabled person stays out, and so does who has no verified email", async ({ browser }) => {
  server.people.set("mallory", { email: "mallory@example.com", email_verified: true });
  await (await comeFromProvider(browser, "mallory")).context().close();
  await admin(callboard.dataDir, "user", "disable", "--email", "mallory@example.com");
  server.people.set("eve", { email: "eve@example.com", email_verified: false });
  server.people.set("silent", { email: "ceo@example.com" });
  for (const [login, sentence] of [
    ["silent", "does not say whether your email is verified"],
    ["mallory", "Your account is disabled."],
    ["eve", "your email is not verified"],
  ] as const) {
    const page = await comeFromProvider(browser, login);
    await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
    await page.goto("/instances");
    await expect(page).toHaveURL(/\/sign-in/);
    await page.context().close();
  }
});

test("an answer that nobody asked for, and a provider that is away, are told and let nobody in", async ({
  page,
}) => {
  await page.goto(`${callboard.url}/api/auth/callback/oidc?code=made-up&state=made-up`);
  const told = page.getByRole("alert").filter({ hasText: "Signing in with Example ID did not work." });
  await expect(told).toBeVisible();
  await server.close();
  await page.goto(`${callboard.url}/sign-in`);
  await page.getByRole("button", { name: "Sign in with Example ID" }).click();
  await expect(told).toBeVisible();
  await page.goto(`${callboard.url}/instances`);
  await expect(page).toHaveURL(/\/sign-in/);
});
