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
async function onUsers(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: callboard.url })).newPage();
  await page.goto("/sign-in?callbackUrl=/administration/users");
  await page.getByLabel("Email").fill(root.email);
  await page.getByLabel("Password").fill(root.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  return page;
}

async function allowLinking(browser: Browser, name: string): Promise<void> {
  const page = await onUsers(browser);
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

test("whom the provider does not vouch for tells an administrator the code, who accepts them by it", async ({
  browser,
}) => {
  const email = "emmy@example.com";
  await admin(
    callboard.dataDir,
    ...["user", "create", "--email", email, "--name", "Emmy Noether", "--role", "user"],
  );
  for (const login of ["emmy", "stranger"]) server.people.set(login, { email, name: login });
  const asking = await comeFromProvider(browser, "emmy");
  const told = asking
    .getByRole("alert")
    .filter({ hasText: "an administrator of Callboard has to accept you" });
  const code = /[A-Z2-9]{4}\u2011[A-Z2-9]{4}/.exec((await told.textContent()) ?? "")?.[0] ?? "";
  await lookAt(asking, "/sign-in with a code");
  const stranger = await comeFromProvider(browser, "stranger");

  const page = await onUsers(browser);
  const requests = page.getByRole("listitem").filter({ hasText: email });
  await expect(requests).toHaveCount(2);
  await lookAt(page, "/administration/users with requests");
  const type = async (request: string) => {
    await requests
      .filter({ hasText: request })
      .getByRole("button", { name: `Accept ${email}` })
      .click();
    await page.getByLabel("The code they read to you").fill(code.toLowerCase());
    await page.getByRole("button", { name: "Accept", exact: true }).click();
  };
  await type("stranger");
  await expect(page.getByText("This is not the code of this request.")).toBeVisible();
  await lookAt(page, "accepting a request with another's code");
  await page.getByRole("button", { name: "Close" }).first().click();
  await type("“emmy”");
  await expect(page.getByText(`${email} can sign in with Example ID now.`)).toBeVisible();
  await requests.getByRole("button", { name: `Refuse ${email}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Refuse" }).click();
  await expect(requests).toHaveCount(0);

  await asking.getByRole("button", { name: "Sign in with Example ID" }).click();
  await asking.waitForURL(/\/instances$/);
  await asking.goto("/account");
  await expect(asking.getByRole("definition").filter({ hasText: "Emmy Noether" })).toBeVisible();
  await stranger.getByRole("button", { name: "Sign in with Example ID" }).click();
  await expect(stranger.getByRole("alert").filter({ hasText: "has to accept you" })).toBeVisible();
  for (const each of [asking, stranger, page]) await each.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`who signs out reads that the provider's session stays, and ends it too, ${javaScriptEnabled ? "with" : "without"} scripts`, async ({
    browser,
  }) => {
    server.people.set("lise", { email: "lise@example.com", email_verified: true, name: "Lise Meitner" });
    const page = await comeFromProvider(browser, "lise", javaScriptEnabled);
    const signOut = async () => {
      await page.getByRole("button", { name: "Account of Lise Meitner" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await expect(
        page.getByText("not of Example ID: in this browser it may let you in again"),
      ).toBeVisible();
    };
    await signOut();
    if (javaScriptEnabled) await lookAt(page, "/sign-in after signing out");
    // So it does.
    await page.getByRole("button", { name: "Sign in with Example ID" }).click();
    await page.waitForURL(/\/instances$/);
    await signOut();
    await page.getByRole("button", { name: "Sign out of Example ID too" }).click();
    await page.getByRole("button", { name: "Yes, sign me out" }).click();
    await expect(page.getByText("You are signed out of Callboard and of Example ID.")).toBeVisible();
    await page.getByRole("button", { name: "Sign in with Example ID" }).click();
    await expect(page.locator("input[name=login]")).toBeVisible();
    await page.context().close();
  });
}

test("a password leaves nothing at the provider", async ({ browser }) => {
  const page = await onUsers(browser);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByRole("button", { name: "Sign in with Example ID" })).toBeVisible();
  await expect(page.getByText("not of Example ID")).toHaveCount(0);
  await page.context().close();
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
