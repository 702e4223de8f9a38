import type { Locator, Page } from "@playwright/test";
import { configure, expect, openDialog, openWebhooks, pressOk, test } from "./fixtures";
import { loseNextAnswer, repeatNextAction } from "./lose-answer";

const created = (dialog: Locator) => dialog.getByRole("textbox", { name: "Created callback URLs" });
const url = "https://hooks.example.com/typed-over-an-upgrade";
const kept = "Your unsaved text was kept.";

/** From now on the server is of another release, which has none of this page's actions, until the page is loaded again. */
async function upgradeServer(page: Page): Promise<void> {
  await page.route("**", (route) =>
    "next-action" in route.request().headers()
      ? route.fulfill({
          status: 404,
          headers: { "x-nextjs-action-not-found": "1" },
          contentType: "text/plain",
        })
      : route.fallback(),
  );
  page.once("load", () => void page.unroute("**"));
}

/** Whatever other tests have left. */
const nothing = () => [];

test("what is typed into the dialog survives an upgrade of the server, and is saved with the new page", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await configure(page, nothing);
  const dialog = await openWebhooks(page);
  await created(dialog).fill(url);
  await upgradeServer(page);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText("Callboard was upgraded since this page was loaded.")).toBeVisible();
  await dialog.getByRole("button", { name: "Load the page again" }).click();
  await expect(dialog.getByText(kept)).toBeVisible();
  await expect(created(dialog)).toHaveValue(url);
  await pressOk(page);
  await page.reload();
  await expect(created(await openDialog(page))).toHaveValue(url);
  await expect(dialog.getByText(kept)).toHaveCount(0);
  await created(dialog).fill("");
  await pressOk(page);
});

test("what is typed into the dialog comes back after a reload, and is gone once it is discarded or left", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await configure(page, nothing);
  for (const leave of ["Discard it", "Close"]) {
    const dialog = await openWebhooks(page);
    await created(dialog).fill(url);
    await page.reload();
    await expect(dialog.getByText(kept)).toBeVisible();
    await expect(created(dialog)).toHaveValue(url);
    await dialog.getByRole("button", { name: leave, exact: true }).click();
    await page.reload();
    await expect(created(await openDialog(page))).toHaveValue("");
    await expect(dialog.getByText(kept)).toHaveCount(0);
  }
});

test("what others saved since is told beside the text that was kept", async ({ signIn }) => {
  const page = await signIn("developer");
  await configure(page, nothing);
  await created(await openWebhooks(page)).fill(url);
  const other = await signIn("administrator");
  const theirs = await openWebhooks(other);
  await theirs.getByRole("textbox", { name: "Deleted callback URLs" }).fill(`${url}/theirs`);
  await pressOk(other);
  await page.reload();
  await expect(page.getByText("Somebody has saved other settings since")).toBeVisible();
  await page.getByRole("button", { name: "Discard it" }).click();
  const dialog = page.getByRole("dialog", { name: "Instance Callback URLs" });
  const deleted = dialog.getByRole("textbox", { name: "Deleted callback URLs" });
  await expect(deleted).toHaveValue(`${url}/theirs`);
  await deleted.fill("");
  await pressOk(page);
});

test("what is typed into an instance's form survives an upgrade, for a new one and for an edit", async ({
  signIn,
  api,
}) => {
  const page = await signIn("user");
  await page.goto("/instances/new");
  await page.getByLabel("Process name").fill("Kept Over");
  await page.getByLabel("Status").fill("typed");
  await upgradeServer(page);
  await page.getByRole("button", { name: "Create instance" }).click();
  await page.getByRole("button", { name: "Load the page again" }).click();
  await expect(page.getByText(kept)).toBeVisible();
  await expect(page.getByLabel("Process name")).toHaveValue("Kept Over");
  await expect(page.getByLabel("Status")).toHaveValue("typed");
  await page.getByRole("button", { name: "Create instance" }).click();
  await expect(page).toHaveURL(/\/instances\/kept-over-\d+/);

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Status").fill("edited");
  await upgradeServer(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Load the page again" }).click();
  await expect(page.getByLabel("Status")).toHaveValue("edited");
  await page.getByRole("button", { name: "Discard it" }).click();
  await expect(page.getByLabel("Status")).toHaveValue("typed");
  await page.getByLabel("Status").fill("edited");
  const { pathname } = new URL(page.url());
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Edit" })).toBeVisible();
  const read = await api("administrator", "GET", `/api${pathname}`);
  expect(await read.json()).toMatchObject({ status: "edited" });
});

test("a new instance whose answer is lost is not created twice; who comes back to the form creates another", async ({
  signIn,
}) => {
  const page = await signIn("user");
  const create = page.getByRole("button", { name: "Create instance" });
  await page.goto("/instances/new");
  await page.getByLabel("Process name").fill("Lost Instance");
  await loseNextAnswer(page);
  await create.click();
  await expect(page.getByText("no second instance is created")).toBeVisible();
  await expect(page.getByLabel("Process name")).toHaveValue("Lost Instance");
  await create.click();
  await expect(page).toHaveURL(/\/instances\/lost-instance-1$/);
  await page.goBack();
  await page.getByLabel("Process name").fill("Lost Instance");
  await repeatNextAction(page);
  await create.click();
  await expect(page).toHaveURL(/\/instances\/lost-instance-2$/);
  await page.goto("/instances?processName=Lost%20Instance");
  await expect(page.getByRole("link", { name: /^lost-instance-/ })).toHaveCount(2);
});

test("what is typed as a URL's name and note survives an upgrade", async ({ signIn, api, receiver }) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/kept-note`] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url.endsWith("/kept-note"));
  await page.goto(`/administration/developer/endpoints/${endpointID}`);
  await page.getByRole("button", { name: "Name", exact: true }).click();
  const note = page.getByRole("textbox", { name: "Note" });
  await note.fill("Ask Ada.");
  await upgradeServer(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Load the page again" }).click();
  await expect(page.getByText(kept)).toBeVisible();
  await expect(note).toHaveValue("Ask Ada.");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(page.getByText("Ask Ada.")).toBeVisible();
  await expect(note).toHaveCount(0);
});

test("who signs in next in this tab sees nothing of it", async ({ signIn }) => {
  const page = await signIn("developer");
  await configure(page, nothing);
  await created(await openWebhooks(page)).fill(url);
  await page.context().clearCookies();
  await page.goto("/sign-in");
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage))).toEqual([]);
});
