import { type Browser, expect, type Page } from "@playwright/test";
import { discard, startCallboard } from "../callboard";
import { client, type Provider, type ProviderName } from "./provider";

/** What a row is played on: each has a Callboard of its own at the one address that the providers know. */
export type Stage = { browser: Browser; provider: Provider; appUrl: string };

export type Row = {
  number: number;
  title: string;
  provider: ProviderName;
  /** @returns what was seen */
  run: (stage: Stage) => Promise<string>;
};

export const rows: Row[] = [
  {
    number: 1,
    title: "Keycloak as it comes, PKCE required: in, out, out of Keycloak too",
    provider: "Keycloak",
    run: (stage) => withCallboard(stage, "default", signInAndOut),
  },
  {
    number: 2,
    title: "a realm that signs with ES256",
    provider: "Keycloak",
    run: (stage) => withCallboard(stage, "es256", signIn),
  },
  {
    number: 3,
    title: "a realm that signs with EdDSA",
    provider: "Keycloak",
    run: (stage) => withCallboard(stage, "eddsa", signIn),
  },
  {
    number: 4,
    title: "a client whose userinfo is signed, with PS256",
    provider: "Keycloak",
    run: (stage) => withCallboard(stage, "userinfo", signIn),
  },
  {
    number: 5,
    title: "a user as Keycloak's console makes one, whose email nobody has verified",
    provider: "Keycloak",
    run: (stage) =>
      withCallboard(stage, "default", async (page) => {
        await leave(page);
        await stage.provider.pass(page, "unverified");
        const told = page.getByRole("alert").filter({ hasText: "your email is not verified" });
        await expect(told).toContainText('in Keycloak that is "Email verified" under Users');
        return "refused, with who must do what";
      }),
  },
  {
    number: 6,
    title: "Dex, its issuer written with a slash at the end",
    provider: "Dex",
    run: (stage) =>
      withCallboard(stage, "dex", async (page) => {
        await signIn(page, stage);
        await signOut(page);
        await expect(page.getByText("To sign out there, go to")).toBeVisible();
        return "signed in; Dex announces no way to sign out, and the page says so";
      }),
  },
];

async function withCallboard(
  { browser, provider, appUrl }: Stage,
  realm: string,
  play: (page: Page, stage: Stage) => Promise<string>,
): Promise<string> {
  const callboard = await startCallboard({
    PORT: new URL(appUrl).port,
    ADMIN_EMAIL: "root@example.com",
    ADMIN_PASSWORD: "a password of the tests",
    OIDC_ISSUER: provider.issuer(realm),
    OIDC_CLIENT_ID: client.id,
    OIDC_CLIENT_SECRET: client.secret,
    OIDC_NAME: "Provider",
  });
  const context = await browser.newContext({ baseURL: appUrl });
  try {
    return await play(await context.newPage(), { browser, provider, appUrl });
  } catch (error) {
    const warned = callboard.lines.filter((line) => line.includes("sign_in.failed"));
    throw new Error(`${error instanceof Error ? error.message : error}\n${warned.join("\n")}`);
  } finally {
    await context.close();
    await discard(callboard);
  }
}

async function leave(page: Page): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with Provider" }).click();
}

async function signIn(page: Page, { provider }: Stage): Promise<string> {
  await leave(page);
  await provider.pass(page, "ada");
  await page.waitForURL(/\/instances$/);
  await page.goto("/account");
  for (const text of ["Ada Lovelace", "ada@example.com"]) {
    await expect(page.getByRole("definition").filter({ hasText: text }).first()).toBeVisible();
  }
  return "signed in, with name and email";
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("not of Provider: in this browser it may let you in again")).toBeVisible();
}

async function signInAndOut(page: Page, stage: Stage): Promise<string> {
  await signIn(page, stage);
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with Provider" }).click();
  await page.waitForURL(/\/instances$/);
  await signOut(page);
  await page.getByRole("button", { name: "Sign out of Provider too" }).click();
  await expect(page.getByText("You are signed out of Callboard and of Provider.")).toBeVisible();
  await leave(page);
  await expect(page.locator("input[name=username]")).toBeVisible();
  return "signed in; again without a question; then out of Keycloak, which asks anew";
}
