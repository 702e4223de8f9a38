import type { Browser, Page } from "@playwright/test";
import { type Callboard, discard, startCallboard } from "./callboard";
import { expect, test } from "./fixtures";
import { noteSecret } from "./secrets";
import { server } from "./servers";
import { makeUser, type TestUser } from "./users";

/**
 * Forms in a browser that runs no scripts, and in one in which they come late: what was typed is posted, never put into the
 * address.
 */
test.describe.configure({ timeout: 180_000 });

const heldMs = 4_000;
const newPassword = "staples are made of steel";

type Way = {
  name: string;
  /** A page; every address it ever had is in `addresses`. */
  open: (browser: Browser, baseURL: string) => Promise<{ page: Page; addresses: string[] }>;
};

const ways: Way[] = [
  { name: "without scripts", open: (browser, baseURL) => openPage(browser, baseURL, false) },
  {
    name: "with scripts that come four seconds late",
    open: async (browser, baseURL) => {
      const opened = await openPage(browser, baseURL, true);
      await opened.page.route("**/*.js*", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, heldMs));
        await route.continue().catch(() => undefined);
      });
      return opened;
    },
  },
];

async function openPage(browser: Browser, baseURL: string, javaScriptEnabled: boolean) {
  const page = await (await browser.newContext({ baseURL, javaScriptEnabled })).newPage();
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  page.on("framenavigated", (frame) => addresses.push(frame.url()));
  return { page, addresses };
}

/** Goes there and has the page's markup, not its scripts. */
const at = (page: Page, path: string) => page.goto(path, { waitUntil: "commit" });

async function signIn(page: Page, { email, password }: Pick<TestUser, "email" | "password">, path: string) {
  await at(page, path);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click({ noWaitAfter: true });
}

const problem = (page: Page) => page.getByRole("alert").filter({ hasText: /\w/ });

function expectNothingIn(addresses: string[], typed: string[]): void {
  expect(addresses.length).toBeGreaterThan(0);
  for (const text of typed) {
    const spellings = [text, encodeURIComponent(text), new URLSearchParams({ text }).toString().slice(5)];
    const holds = (address: string) => spellings.some((spelling) => address.includes(spelling));
    expect(addresses.filter(holds)).toEqual([]);
  }
}

for (const { name, open } of ways) {
  test(`${name}: one signs in, changes the password, makes an instance and signs out`, async ({
    browser,
  }) => {
    const person = await makeUser("user");
    const { page, addresses } = await open(browser, server.url);
    await signIn(
      page,
      { email: person.email, password: "not the password" },
      "/sign-in?callbackUrl=%2Faccount",
    );
    await expect(problem(page)).toHaveText(/email or the password is not right/);
    await expect(page.getByLabel("Email")).toHaveValue(person.email);
    await expect(page.getByLabel("Password")).toHaveValue("");
    await page.getByLabel("Password").fill(person.password);
    await page.getByRole("button", { name: "Sign in" }).click({ noWaitAfter: true });
    await expect(page).toHaveURL(/\/account$/);

    const change = async (present: string, next: string) => {
      await at(page, "/account");
      await page.getByLabel("Current password").fill(present);
      await page.getByLabel("New password").fill(next);
      await page.getByRole("button", { name: "Change password" }).click({ noWaitAfter: true });
    };
    await change("not the password", newPassword);
    await expect(page.getByText("This is not your current password.")).toBeVisible();
    await expect(page.getByLabel("New password")).toHaveValue("");
    await change(person.password, noteSecret(newPassword));
    await expect(page.getByRole("status").filter({ hasText: "The password is changed." })).toBeVisible();

    await at(page, "/instances/new");
    await page.getByLabel("Process name").fill("no / such name");
    await page.getByLabel("Status").fill("status as typed");
    await page.getByRole("button", { name: "Create instance" }).click({ noWaitAfter: true });
    await expect(page.getByText(/^The process name /)).toBeVisible();
    await expect(page.getByLabel("Status")).toHaveValue("status as typed");
    await page.getByLabel("Process name").fill("posted by hand");
    await page.getByRole("button", { name: "Create instance" }).click({ noWaitAfter: true });
    await expect(page).toHaveURL(/\/instances\/posted-by-hand-\d+$/);
    await expect(page.getByText("status as typed").first()).toBeVisible();

    await at(page, "/account");
    await page.getByRole("button", { name: "End session" }).first().click({ noWaitAfter: true });
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.goto("/instances");
    await expect(page).toHaveURL(/\/sign-in\?/);
    expectNothingIn(addresses, [person.password, newPassword, person.email, "status as typed"]);
    await page.context().close();
  });

  test(`${name}: the first administrator is made`, async ({ browser }) => {
    const callboard: Callboard = await startCallboard();
    try {
      const [, setupUrl = ""] = await callboard.line(/^Create the first administrator: (\S+)$/);
      const { page, addresses } = await open(browser, callboard.url);
      await at(page, setupUrl);
      const [email, password] = ["grace@example.com", noteSecret("a compiler of one's own")];
      const create = async (typed: string) => {
        await page.getByLabel("Password").fill(typed);
        await page.getByRole("button", { name: "Create administrator" }).click({ noWaitAfter: true });
      };
      await page.getByLabel("Name").fill("Grace Hopper");
      await page.getByLabel("Email").fill(email);
      await create("too short");
      await expect(page.getByText(/at least 12 characters long/).first()).toBeVisible();
      await expect(page.getByLabel("Name")).toHaveValue("Grace Hopper");
      await create(password);
      await expect(page.getByRole("heading", { name: "Developer resources" })).toBeVisible();
      expectNothingIn(addresses, [password, "too short", email]);
      await page.context().close();
    } finally {
      await discard(callboard);
    }
  });
}

test("without scripts a new instance has its fields, and every page its way out", async ({ browser }) => {
  const person = await makeUser("user");
  const { page } = await openPage(browser, server.url, false);
  await signIn(page, person, "/sign-in?callbackUrl=%2Finstances%2Fnew");
  await page.getByLabel("Process name").fill("fields by hand");
  await page.getByLabel("Field name of field 2").fill("course");
  await page.getByLabel("Value of field 2").fill("Fire safety");
  await page.getByRole("button", { name: "Create instance" }).click();
  await expect(page.getByText("The field name must not be empty.")).toBeVisible();
  await expect(page.getByLabel("Value of field 2")).toHaveValue("Fire safety");
  await page.getByLabel("Field name of field 1").fill("place");
  await page.getByRole("button", { name: "Create instance" }).click();
  await expect(page.getByRole("term").filter({ hasText: "course" })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: "Fire safety" })).toBeVisible();
  await page.getByRole("button", { name: `Account of ${person.name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.context().close();
});

test("with scripts the focus goes where something is wrong, and what was typed stays", async ({ page }) => {
  const person = await makeUser("user");
  await page.goto("/sign-in?callbackUrl=%2Fenter%20here");
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(problem(page)).toHaveText(/email or the password is not right/);
  await expect(page.getByLabel("Email")).toHaveValue(person.email);
  await expect(page.getByLabel("Password")).toBeFocused();
  // Selected: what is typed now takes its place.
  await page.keyboard.type(person.password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/enter%20here$/);
});

test("editing keeps what was typed until it is saved, and leaves a row that was never filled out", async ({
  signIn: signedIn,
  api,
}) => {
  const created = await api("user", "POST", "/api/instances/create", {
    processName: "edited by hand",
    FieldsMappings: [{ fieldname: "course", value: "Fire safety" }],
  });
  const { instanceID } = await created.json();
  const page = await signedIn("user");
  await page.goto(`/instances/${instanceID}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Value of field 1").fill("First aid");
  await page.getByRole("button", { name: "Add field" }).click();
  await page.getByLabel("Value of field 2").fill("no name yet");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The field name must not be empty.")).toBeVisible();
  await expect(page.getByLabel("Field name of field 2")).toBeFocused();
  await expect(page.getByLabel("Value of field 1")).toHaveValue("First aid");
  await page.getByLabel("Value of field 2").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("definition").filter({ hasText: "First aid" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Edit" })).toBeVisible();
  await expect(page.getByText(/^Version 2/)).toBeVisible();
});

test("after signing out, going back shows nothing of before", async ({ page }) => {
  const person = await makeUser("user");
  await signIn(page, person, "/sign-in?callbackUrl=%2Faccount");
  await expect(page.getByRole("definition").filter({ hasText: person.email })).toBeVisible();
  await page.getByRole("link", { name: "Process instances" }).click();
  await expect(page).toHaveURL(/\/instances$/);
  await page.getByRole("button", { name: `Account of ${person.name}` }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  for (let steps = 0; steps < 2; steps += 1) {
    await page.goBack();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await expect(page.getByText(person.email)).toBeHidden();
  }
});
