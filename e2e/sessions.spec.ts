import type { Browser, Page } from "@playwright/test";
import { inDatabase } from "./callboard";
import { expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { server } from "./servers";
import { makeUser, signInByPost, type TestUser, tryToSignIn } from "./users";

const { url, dataDir } = server;

/** A browser of this person, on their first page. */
async function signedInAs(browser: Browser, person: TestUser): Promise<Page> {
  const context = await browser.newContext({ baseURL: url });
  await signInByPost(context, person);
  const page = await context.newPage();
  await page.goto("/instances");
  return page;
}

const problem = (page: Page) => page.getByRole("alert").filter({ hasText: /\w/ });

test("signing out everywhere ends the other browser at its next request", async ({ browser }) => {
  const person = await makeUser("user");
  const [one, other] = [await signedInAs(browser, person), await signedInAs(browser, person)];
  await one.getByRole("button", { name: `Account of ${person.name}` }).click();
  await one.getByRole("link", { name: "Account" }).click();
  await expect(one.getByRole("heading", { name: "Account", level: 1 })).toBeVisible();
  await lookAt(one, "/account");
  await one.getByRole("button", { name: "Sign out everywhere" }).click();
  await one.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await expect(one).toHaveURL(/\/sign-in$/);
  await other.goto("/instances");
  await expect(other).toHaveURL(/\/sign-in/);
  await one.context().close();
  await other.context().close();
});

test("a session ends eight hours after the sign-in, though its cookie was renewed since", async ({
  browser,
}) => {
  const person = await makeUser("user");
  const page = await signedInAs(browser, person);
  const age = (minutes: number) =>
    inDatabase(
      dataDir,
      `update user_session set expires_at = user_session.created_at + interval '8 hours' - make_interval(mins => $2::int)
       from user_account where user_account.id = user_id and email = $1`,
      [person.email, minutes],
    );
  for (const [minutes, where] of [
    [478, /\/instances$/],
    [480, /\/sign-in/],
  ] as const) {
    await age(minutes);
    // next-auth gives the cookie another eight hours whenever it is asked.
    await page.request.get("/api/auth/session");
    await page.goto("/instances");
    await expect(page).toHaveURL(where);
  }
  await page.context().close();
});

test("whoever changes their password goes on here, and is signed out elsewhere", async ({ browser }) => {
  const person = await makeUser("developer");
  const [here, elsewhere] = [await signedInAs(browser, person), await signedInAs(browser, person)];
  await here.goto("/account");
  const [current, next] = [here.getByLabel("Current password"), here.getByLabel("New password")];
  const change = here.getByRole("button", { name: "Change password" });
  await next.fill("short");
  await expect(here.getByText("7 more characters; a few unrelated words are good.")).toBeVisible();
  await next.fill("password-123456");
  await expect(here.getByText(/little more than what is tried first/)).toBeVisible();
  await next.fill("staples are made of steel");
  await expect(here.getByText(/^Long enough/)).toBeVisible();
  await current.fill("not the password");
  await change.click();
  await expect(here.getByText("This is not your current password.")).toBeVisible();
  await expect(current).toBeFocused();
  await current.fill(person.password);
  await change.click();
  await expect(here.getByRole("status").filter({ hasText: "The password is changed." })).toBeVisible();
  await expect(next).toHaveValue("");
  expect((await here.goto("/administration/developer"))?.status()).toBe(200);
  await elsewhere.goto("/instances");
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await tryToSignIn(elsewhere, person.email, person.password);
  await expect(problem(elsewhere)).toHaveText(/email or the password is not right/);
  await tryToSignIn(elsewhere, person.email, "staples are made of steel");
  await expect(elsewhere).toHaveURL(/\/instances$/);
  await here.context().close();
  await elsewhere.context().close();
});

test("a password that is typed while another one is refused is not told what that one lacks", async ({
  signIn,
}) => {
  const page = await signIn("user");
  await page.goto("/account");
  let answer = () => {};
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/account", async (route) => {
    if (route.request().method() === "POST") await asked;
    await route.continue();
  });
  const [next, change] = [
    page.getByLabel("New password"),
    page.getByRole("button", { name: "Change password" }),
  ];
  await page.getByLabel("Current password").fill("not the password");
  await next.fill("too short");
  await change.click();
  await expect(change).toHaveAttribute("aria-busy", "true");
  await next.fill("plates of copper on slate");
  answer();
  await expect(change).toHaveAttribute("aria-busy", "false");
  await expect(page.getByText(/^Long enough/)).toBeVisible();
  await expect(next).not.toHaveAttribute("aria-invalid");
  await next.fill("too short");
  await expect(page.getByText(/at least 12 characters long/)).toBeVisible();
});

test("a role that an administrator changes counts at once, after a question", async ({ signIn, browser }) => {
  const person = await makeUser("developer");
  const theirs = await signedInAs(browser, person);
  expect((await theirs.goto("/administration/developer"))?.status()).toBe(200);
  const page = await signIn("administrator");
  await page.goto("/administration/users");
  const row = page.getByRole("row").filter({ hasText: person.email });
  const role = row.getByRole("combobox", { name: `Role of ${person.name}` });
  await role.selectOption("user");
  const question = page.getByRole("dialog", { name: `Make ${person.name} User?` });
  await lookAt(page, "changing a role");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(role).toHaveValue("developer");
  expect((await theirs.goto("/administration/developer"))?.status()).toBe(200);
  await role.selectOption("user");
  await question.getByRole("button", { name: "Make User" }).click();
  await expect(page.getByRole("status").filter({ hasText: `${person.name} is User now.` })).toBeVisible();
  await expect(role).toHaveValue("user");
  await theirs.goto("/administration/developer");
  await expect(theirs).toHaveURL(/\/sign-in/);
  await tryToSignIn(theirs, person.email, person.password);
  await expect(theirs.getByText(/needs the role Administrator or Developer/)).toBeVisible();
  await theirs.context().close();
});

test("after five failures one is told how long to wait, whoever exists and whatever address is claimed", async ({
  page,
  browser,
}) => {
  const person = await makeUser("user");
  const used = await signedInAs(browser, person);
  for (const email of [person.email, `nobody-${Date.now()}@e2e.example.com`]) {
    await page.goto("/sign-in");
    for (let n = 0; n < 5; n += 1) {
      await page.setExtraHTTPHeaders({ "x-forwarded-for": `198.51.100.${n}` });
      await tryToSignIn(page, email, "a guess");
      await expect(problem(page)).toHaveText(/email or the password is not right/);
    }
    await tryToSignIn(page, email, person.password);
    await expect(problem(page)).toHaveText(/^Too many attempts\. Try again in (3[0-2]|2\d) seconds\.$/);
  }
  // Their own browser is not kept out by what happened elsewhere.
  await used.getByRole("button", { name: `Account of ${person.name}` }).click();
  await used.getByRole("button", { name: "Sign out" }).click();
  await expect(used).toHaveURL(/\/sign-in$/);
  await tryToSignIn(used, person.email, person.password);
  await expect(used).toHaveURL(/\/instances$/);
  await used.context().close();
});

test("an address that a proxy vouches for is counted, one that a client makes up is not", async ({
  page,
}) => {
  const sixth = async (header: string) => {
    await page.goto("/sign-in");
    await page.setExtraHTTPHeaders({ [header]: "203.0.113.77" });
    for (let n = 0; n < 6; n += 1) {
      await tryToSignIn(page, `${header}-${n}-${Date.now()}@e2e.example.com`, "a guess");
    }
    return problem(page);
  };
  await expect(await sixth("x-callboard-peer")).toHaveText(/email or the password is not right/);
  await expect(await sixth("x-forwarded-for")).toHaveText(/^Too many attempts/);
});
