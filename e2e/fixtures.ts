import { test as base, expect, type Page } from "@playwright/test";
import type { Role } from "@/lib/auth/permissions";
import { type Receiver, startReceiver } from "@/lib/testing/receiver";
import { awaitScripts } from "./await-scripts";
import { server } from "./servers";
import { addTestToken, addTestUser, signInByPost, type TestUser } from "./users";

export { expect };

const { url } = server;

export type Fixtures = {
  /** A page signed in as somebody of this role, still empty. */
  signIn: (role: Role) => Promise<Page>;
  /** A raw HTTP receiver on this machine. */
  receiver: Receiver;
  /** Calls the API with a bearer token of somebody of this role. */
  api: (
    role: Role,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Response>;
};
type WorkerFixtures = { userOf: (role: Role) => Promise<TestUser>; tokenOf: (role: Role) => Promise<string> };

export const test = base.extend<Fixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here
  baseURL: async ({}, use) => use(url),

  /** A person of each role, made when first asked for. */
  userOf: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here
    async ({}, use, { workerIndex }) => {
      const people = new Map<Role, Promise<TestUser>>();
      // After a failed test Playwright goes on in a new worker, which makes people of its own.
      const make = (role: Role) =>
        addTestUser({ name: `${role} of the tests`, email: `${role}-${workerIndex}@e2e.example.com` }, role);
      await use((role) => {
        const person = people.get(role) ?? make(role);
        people.set(role, person);
        return person;
      });
    },
    { scope: "worker" },
  ],

  tokenOf: [
    async ({ userOf }, use) => {
      const tokens = new Map<Role, Promise<string>>();
      const make = async (role: Role) => addTestToken(await userOf(role));
      await use((role) => {
        const token = tokens.get(role) ?? make(role);
        tokens.set(role, token);
        return token;
      });
    },
    { scope: "worker" },
  ],

  /** Anything the browser complains about fails the test. */
  page: async ({ page }, use) => {
    const complaints = watch(page);
    await use(awaitScripts(page));
    expect(complaints).toEqual([]);
  },

  signIn: async ({ browser, userOf }, use) => {
    const opened: { page: Page; complaints: string[] }[] = [];
    await use(async (role) => {
      const context = await browser.newContext({ baseURL: url });
      await signInByPost(context, await userOf(role));
      const page = awaitScripts(await context.newPage());
      opened.push({ page, complaints: watch(page) });
      return page;
    });
    for (const { page, complaints } of opened) {
      await page.context().close();
      expect(complaints).toEqual([]);
    }
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here
  receiver: async ({}, use) => {
    const receiver = await startReceiver();
    await use(receiver);
    await receiver.close();
  },

  api: async ({ tokenOf }, use) => {
    await use(async (role, method, path, body, extra = {}) => {
      const headers = { authorization: `Bearer ${await tokenOf(role)}`, "content-type": "application/json" };
      return fetch(`${url}${path}`, {
        method,
        headers: { ...headers, ...extra },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    });
  },
});

/** Collects what the browser logs as an error; a failed request that a test provokes is told by its status instead. */
function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/^Failed to load resource/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  return complaints;
}

/** Opens the dialog from the Developer page. */
export async function openWebhooks(page: Page) {
  await page.goto("/administration/developer");
  return openDialog(page);
}

/** Presses "Webhooks"; again where the page's scripts were not there yet. */
export async function openDialog(page: Page) {
  const dialog = page.getByRole("dialog", { name: "Instance Callback URLs" });
  await expect(async () => {
    if (await dialog.isHidden()) {
      await page.getByRole("button", { name: "Webhooks" }).click({ timeout: 3_000 });
    }
    await expect(dialog).toBeVisible({ timeout: 3_000 });
  }).toPass();
  return dialog;
}

export const callbackTypes = ["Created", "Updated", "Deleted"] as const;

/** Types these URLs into all three text areas, switches on those with any, and presses OK. */
export async function configure(page: Page, urlsOf: (type: string) => string[]) {
  const dialog = await openWebhooks(page);
  for (const type of callbackTypes) {
    const urls = urlsOf(type);
    await dialog.getByRole("switch", { name: `Enable ${type} Callback?` }).setChecked(urls.length > 0);
    await dialog.getByRole("textbox", { name: `${type} callback URLs` }).fill(urls.join("\n"));
  }
  await pressOk(page);
}

/** Presses OK in the dialog, cancels what waits for URLs that go, if asked, and sees it closed. */
export async function pressOk(page: Page): Promise<void> {
  await page.getByRole("button", { name: "OK" }).click();
  // The dialog behind a question is there, but hidden from those who ask by role.
  const dialog = page.locator('[role="dialog"]', { hasText: "Instance Callback URLs" });
  const cancel = page.getByRole("button", { name: /^Cancel (?:them|it)$/ });
  await expect.poll(async () => (await cancel.isVisible()) || !(await dialog.isVisible())).toBe(true);
  if (await cancel.isVisible()) await cancel.click();
  await expect(dialog).toBeHidden();
}
