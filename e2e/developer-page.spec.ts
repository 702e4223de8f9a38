import type { Locator, Page } from "@playwright/test";
import { configure, expect, test } from "./fixtures";

const developerPath = "/administration/developer";
const latestOf = (page: Page) => page.locator("section").filter({ hasText: "Latest deliveries" });

type Api = (role: "developer", method: string, path: string, body: unknown) => Promise<Response>;

async function createInstance(api: Api, processName: string): Promise<string> {
  const response = await api("developer", "POST", "/api/instances/create", { processName });
  return (await response.json()).instanceID;
}

/** The link to the newest delivery of an instance. */
const inLatest = (page: Page, instanceID: string): Locator =>
  latestOf(page).getByRole("row").filter({ hasText: instanceID }).getByRole("link").first();

test("the Developer page shows what happens without being reloaded, and announces none of it", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/fresh`] : []));
  await page.goto(developerPath);
  const urls = page.locator("section").filter({ hasText: "Callback URLs" });
  const row = urls.getByRole("row").filter({ hasText: "/fresh" });
  await expect(row).toContainText("nothing yet");
  await page.getByRole("button", { name: "Help: Keep the order of each instance" }).focus();
  // What a screen reader would say, and the line that stands for a count under way.
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        const live = element?.closest("[aria-live], [role=alert], [role=status]");
        const counting = [...addedNodes].some((node) => /^Counting/.test(node.textContent ?? ""));
        if (live || counting) said.push(element?.textContent?.slice(0, 200) ?? "");
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const instanceID = await createInstance(api, "fresh");
  await expect(inLatest(page, instanceID)).toBeVisible();
  await expect(row).toContainText("100 % of 1 finished");
  await expect(page.getByText(/^Every change of the last 24 hours is accounted for/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Help: Keep the order of each instance" })).toBeFocused();
  expect(await page.evaluate(() => ("said" in window ? window.said : null))).toEqual([]);
});

test("a refresh that arrives under an open dialog changes nothing in it", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  const url = `${receiver.url}/asked`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.goto(developerPath);
  const held = new Promise<void>((resolve) => {
    void page.route(`**${developerPath}?_rsc=*`, async (route) => {
      resolve();
      await released;
      await route.fallback();
    });
  });
  await held;
  const late = await createInstance(api, "under-a-question");
  await page.getByRole("button", { name: `Suspend ${url}` }).click();
  const question = page.getByRole("dialog", { name: "Suspend this URL?" });
  await expect(question).toBeVisible();
  release();
  await expect(latestOf(page).getByText(late).first()).toBeAttached();
  await expect(question).toBeVisible();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: `Suspend ${url}` })).toBeFocused();
});

test("what is typed into the dialog stays, with the focus, while callbacks go out", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  const url = `${receiver.url}/typing`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  await page.goto(developerPath);
  await page.getByRole("button", { name: "Webhooks" }).click();
  const text = page.getByRole("dialog").getByRole("textbox", { name: "Created callback URLs" });
  await text.fill(`${url}\nhttps://half-typed.exam`);
  const later = await createInstance(api, "while-typing");
  await receiver.until((received) => received.some(({ path }) => path.includes(later)));
  await expect(text).toHaveValue(`${url}\nhttps://half-typed.exam`);
  await expect(text).toBeFocused();
  await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).click();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(inLatest(page, later)).toBeVisible();
});

test("when the row that has the focus goes, the newest has it", async ({ signIn, api, receiver }) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/many`] : []));
  const first = await createInstance(api, "going");
  await page.goto(developerPath);
  await inLatest(page, first).focus();
  await expect(inLatest(page, first)).toBeFocused();
  for (let n = 0; n < 8; n += 1) await createInstance(api, "coming");
  await expect(inLatest(page, first)).toBeHidden();
  await expect(latestOf(page).locator("tbody a").first()).toBeFocused();
});

test("while Callboard cannot be reached the page stays as it is, and goes on by itself afterwards", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/away`] : []));
  await page.goto(developerPath);
  await page.context().setOffline(true);
  for (const _ of [1, 2]) {
    await page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/health/live"));
  }
  await expect(page.getByRole("heading", { name: "Developer resources" })).toBeVisible();
  const meanwhile = await createInstance(api, "while-away");
  await page.context().setOffline(false);
  await expect(inLatest(page, meanwhile)).toBeVisible();
});
