import type { Locator, Page } from "@playwright/test";
import { expect, openWebhooks, pressOk, test } from "./fixtures";

const area = (dialog: Locator, type: string) =>
  dialog.getByRole("textbox", { name: `${type} callback URLs` });
const toggle = (dialog: Locator, type: string) =>
  dialog.getByRole("switch", { name: `Enable ${type} Callback?` });

async function emptySettings(page: Page) {
  const dialog = await openWebhooks(page);
  for (const type of ["Created", "Updated", "Deleted"]) {
    await toggle(dialog, type).setChecked(false);
    await area(dialog, type).fill("");
  }
  await pressOk(page);
}

test("everything of the original is in its place", async ({ signIn }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await expect(
    dialog.getByText(
      /Configure URLs to respond to process instance created, updated and deleted events\. Callback has a timeout of 10 seconds/,
    ),
  ).toBeVisible();
  for (const type of ["Created", "Updated", "Deleted"]) {
    await expect(toggle(dialog, type)).not.toBeChecked();
    await expect(area(dialog, type)).toHaveAttribute(
      "placeholder",
      `example: https://my-service.com/instance${type}`,
    );
    await dialog.getByRole("button", { name: `Help: Enable ${type} Callback` }).click();
    const help = page.getByRole("dialog", { name: "Help" });
    await expect(help).toContainText("HTTP GET");
    await expect(help).toContainText(`eventType=${type.toLowerCase()}`);
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();
    await expect(dialog).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Webhooks" })).toBeFocused();
});

test("every bad line is told by its number, the first bad text area is focused, and nothing is saved", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await area(dialog, "Updated").fill(
    "https://hooks.example.com/a\n\nftp://hooks.example.com/b\nhttps://hooks.example.com/a\nhttp://10.0.0.5/notify\nhttps://me:secret@hooks.example.com/",
  );
  await toggle(dialog, "Deleted").click();
  await dialog.getByRole("button", { name: "OK" }).click();
  for (const message of [
    "Line 3: must start with http:// or https://.",
    "Line 4 repeats line 1.",
    "Line 5: 10.0.0.5 is a private address. To permit it, an operator adds 10.0.0.5/32 to CALLBACK_ALLOW.",
    "Line 6 contains a password. Remove it.",
    "Callbacks are switched on for Deleted, but no URL is entered. Add one or switch it off.",
  ]) {
    await expect(dialog.getByText(message)).toBeVisible();
  }
  await expect(area(dialog, "Updated")).toBeFocused();
  await expect(area(dialog, "Updated")).toHaveAccessibleDescription(/Line 3: must start with/);
  await dialog.getByRole("button", { name: "×" }).click();
  await expect(dialog).toBeHidden();
  await expect(area(await openWebhooks(page), "Updated")).toHaveValue("");
});

test("Close leaves without saving; a click outside does not throw typed text away", async ({ signIn }) => {
  const page = await signIn("administrator");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await area(dialog, "Created").fill("https://hooks.example.com/kept");
  await page.mouse.click(5, 5);
  await expect(area(dialog, "Created")).toHaveValue("https://hooks.example.com/kept");
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(area(await openWebhooks(page), "Created")).toHaveValue("");
});

test("a switch that is off keeps its URLs", async ({ signIn }) => {
  const page = await signIn("developer");
  const dialog = await openWebhooks(page);
  await toggle(dialog, "Created").setChecked(false);
  await area(dialog, "Created").fill("http://127.0.0.1:8081/one\nhttp://127.0.0.1:8081/two?x=1");
  await pressOk(page);
  await expect(page.getByText("Off · 2 URLs kept")).toBeVisible();
  const again = await openWebhooks(page);
  await expect(area(again, "Created")).toHaveValue(
    "http://127.0.0.1:8081/one\nhttp://127.0.0.1:8081/two?x=1",
  );
  await expect(toggle(again, "Created")).not.toBeChecked();
});

test("the second of two who save at once is told who saved what, keeps the text and can save again", async ({
  signIn,
}) => {
  const [first, second] = [await signIn("administrator"), await signIn("developer")];
  await emptySettings(first);
  const [theirs, mine] = [await openWebhooks(first), await openWebhooks(second)];
  await area(theirs, "Created").fill("https://theirs.example.com/");
  await area(mine, "Created").fill("https://mine.example.com/");
  await theirs.getByRole("button", { name: "OK" }).click();
  await expect(theirs).toBeHidden();
  await mine.getByRole("button", { name: "OK" }).click();
  const alert = mine.getByRole("alert");
  await expect(alert).toContainText(/administrator of the tests saved these settings at \d\d:\d\d UTC/);
  await expect(alert).toContainText("Created: added https://theirs.example.com/");
  await expect(area(mine, "Created")).toHaveValue("https://mine.example.com/");
  await mine.getByRole("button", { name: "OK" }).click();
  await expect(mine).toBeHidden();
  await expect(area(await openWebhooks(first), "Created")).toHaveValue("https://mine.example.com/");
});

test("each valid line shows the request as it is typed, and Test sends one and shows the result", async ({
  signIn,
  receiver,
}) => {
  receiver.answer(({ path }) => (path.startsWith("/bad") ? { status: 503 } : {}));
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await area(dialog, "Deleted").fill(`${receiver.url}/in?key=a%20b\n${receiver.url}/bad`);
  const requests = dialog.getByRole("list", { name: "Requests for Deleted" }).getByRole("listitem");
  await expect(requests.first()).toContainText(
    `GET ${receiver.url}/in?key=a%20b&instanceID=training-request-26&processName=Training%20Request&eventType=deleted`,
  );
  await requests.first().getByRole("button", { name: /^Test/ }).click();
  await expect(requests.first()).toContainText(/Test delivered · 200/);
  await requests.nth(1).getByRole("button", { name: /^Test/ }).click();
  await expect(requests.nth(1)).toContainText(/Test failed · 503/);
  expect(receiver.received.map((one) => one.path)).toEqual([
    "/in?key=a%20b&instanceID=callboard-test&processName=callboard-test&eventType=deleted",
    "/bad?instanceID=callboard-test&processName=callboard-test&eventType=deleted",
  ]);
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
});

test("signed out in another tab, the text typed is kept", async ({ signIn }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await area(dialog, "Created").fill("https://hooks.example.com/kept");
  await page.context().clearCookies();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByRole("alert")).toContainText("You are signed out.");
  await expect(area(dialog, "Created")).toHaveValue("https://hooks.example.com/kept");
});
