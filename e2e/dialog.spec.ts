import type { Locator, Page } from "@playwright/test";
import { inDatabase } from "./callboard";
import { callbackTypes, configure, expect, openDialog, openWebhooks, pressOk, test } from "./fixtures";
import { lookAt } from "./look-at";
import { server } from "./servers";

const area = (dialog: Locator, type: string) =>
  dialog.getByRole("textbox", { name: `${type} callback URLs` });
const toggle = (dialog: Locator, type: string) =>
  dialog.getByRole("switch", { name: `Enable ${type} Callback?` });

const marksOf = (dialog: Locator, type: string) =>
  dialog.getByRole("list", { name: `Marks of ${type} lines` }).getByRole("listitem");
const sampleQuery = (eventType: string) =>
  `instanceID=callboard-test&processName=callboard-test&eventType=${eventType}`;
const lineOfCursor = (text: Locator) =>
  text.evaluate((element) =>
    element instanceof HTMLTextAreaElement
      ? element.value.slice(0, element.selectionStart).split("\n").length
      : 0,
  );

async function emptySettings(page: Page) {
  const dialog = await openWebhooks(page);
  for (const type of callbackTypes) {
    await toggle(dialog, type).setChecked(false);
    await area(dialog, type).fill("");
  }
  await pressOk(page);
}

test("everything of the original is in its place", async ({ signIn }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  const note =
    /Configure URLs to respond to process instance created, updated and deleted events\. Callback has a timeout of 10 seconds/;
  await expect(dialog.getByText(note)).toBeVisible();
  await expect(dialog).toHaveAccessibleDescription(note);
  // All are off: the first thing to do is to switch one on.
  await expect(toggle(dialog, "Created")).toBeFocused();
  await expect(dialog.getByRole("button", { name: "×" })).toBeVisible();
  await expect(dialog.getByRole("link", { name: "What a receiver must do" })).toHaveAttribute(
    "target",
    "_blank",
  );
  for (const type of callbackTypes) {
    await expect(toggle(dialog, type)).not.toBeChecked();
    await expect(area(dialog, type)).toHaveAttribute(
      "placeholder",
      `example: https://my-service.com/instance${type}`,
    );
    await dialog.getByRole("button", { name: `Help: Enable ${type} Callback` }).click();
    const help = page.getByRole("dialog", { name: "Help" });
    await expect(help).toContainText(
      `An HTTP GET with the parameters instanceID={instanceID}, processName={processName} and eventType=${type.toLowerCase()} is issued`,
    );
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();
    await expect(dialog).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Webhooks" })).toBeFocused();
});

test("each name of the dialog leads to one element, by role and by label, also where URLs hold the same words", async ({
  signIn,
  receiver,
}) => {
  const page = await signIn("developer");
  const urls = ["/webhooks/ok", "/webhooks/close", "/help"].map((path) => `${receiver.url}${path}`);
  await configure(page, () => urls);
  await page.goto("/administration/developer");
  await expect(page.getByRole("row", { name: urls[0] }).getByRole("button")).toHaveAccessibleDescription(
    `${urls[0]}`,
  );
  // Not by their exact names: whatever else holds the words would count.
  await page.getByRole("button", { name: "Webhooks" }).click();
  const dialog = page.getByRole("dialog", { name: "Instance Callback URLs" });
  for (const type of callbackTypes) {
    await expect(area(dialog, type)).toHaveValue(urls.join("\n"));
    await expect(dialog.getByLabel(`${type} callback URLs`)).toHaveValue(urls.join("\n"));
    await expect(toggle(dialog, type)).toBeChecked();
    await expect(dialog.getByLabel(`Enable ${type} Callback?`)).toBeChecked();
    await expect(dialog.getByText(`Enable ${type} Callback?`)).toBeVisible();
    await expect(dialog.getByRole("button", { name: `Help: Enable ${type} Callback` })).toBeVisible();
  }
  for (const name of ["×", "OK", "Close"]) await expect(dialog.getByRole("button", { name })).toBeVisible();
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
  expect(await lineOfCursor(area(dialog, "Updated"))).toBe(3);
  await dialog.getByRole("button", { name: "×" }).click();
  await expect(dialog).toBeHidden();
  await expect(area(await openWebhooks(page), "Updated")).toHaveValue("");
});

test("a line that only the server refuses is marked wrong, and no longer called checked", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await area(dialog, "Updated").fill("https://hooks.example.com/a\nhttp://nothing.invalid/");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText(/^Line 2: nothing\.invalid is an internal name\./)).toBeVisible();
  await expect(marksOf(dialog, "Updated").nth(1)).toContainText("wrong");
  await expect(dialog.getByText("Checked; not saved yet.")).toHaveCount(0);
  await expect(dialog.getByText("2 URLs kept, nothing is sent · 1 wrong")).toBeVisible();
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

test("what was typed before Close or × can be brought back", async ({ signIn }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  for (const name of ["Close", "× Dismiss"]) {
    const dialog = await openWebhooks(page);
    await area(dialog, "Created").fill("https://hooks.example.com/nearly-lost");
    await dialog.getByRole("button", { name, exact: true }).click();
    await expect(page.getByText("Closed without saving what you typed.")).toBeVisible();
    await page.getByRole("button", { name: "Bring it back" }).click();
    await expect(area(dialog, "Created")).toHaveValue("https://hooks.example.com/nearly-lost");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Discard" }).click();
    await expect(dialog).toBeHidden();
  }
});

test("Escape asks before it leaves typed text behind, and pressed again keeps it", async ({ signIn }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  const text = area(dialog, "Created");
  const question = page.getByRole("dialog", { name: "Discard what you typed?" });
  await text.fill("https://hooks.example.com/nearly-lost");
  await page.keyboard.press("Escape");
  await expect(question.getByRole("button", { name: "Keep editing" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(text).toHaveValue("https://hooks.example.com/nearly-lost");
  await page.keyboard.press("Escape");
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("button", { name: "Webhooks" })).toBeFocused();
});

test("a bad line is told while it is typed, once the cursor has left it, and marked for everybody", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  const text = area(dialog, "Created");
  const marks = marksOf(dialog, "Created");
  await text.pressSequentially("htps://hooks.example.com/a");
  await page.keyboard.press("Enter");
  await expect(marks.nth(0)).toHaveText("1wrong");
  await expect(
    dialog.getByText("Line 1: must start with http:// or https://. It begins with htps://."),
  ).toBeVisible();
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await expect(text).toHaveAccessibleDescription(
    "Line 1: must start with http:// or https://. It begins with htps://.",
  );
  await page.keyboard.type("https://hooks.example.com/b");
  await expect(marks.nth(1)).toHaveText("2checked");
  await page.keyboard.press("Enter");
  await page.keyboard.type("nothing of the kind");
  // After a pause, without leaving the line.
  await expect(dialog.getByText("Line 3 contains a space")).toBeVisible();
  await expect(dialog.getByText("3 URLs kept, nothing is sent · 2 wrong")).toBeVisible();
  // The request below is that of the line with the cursor, never another's.
  const request = (url: string) => dialog.getByText(`GET ${url}?${sampleQuery("created")}`);
  await expect(dialog.getByText("Nothing can be sent for line 3.")).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await expect(request("https://hooks.example.com/b")).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await expect(dialog.getByText("Nothing can be sent for line 1.")).toBeVisible();
  await expect(request("https://hooks.example.com/b")).toBeHidden();
  await text.fill("https://bücher.example.com/");
  await expect(marks.nth(0)).toHaveText("1warning");
  await expect(dialog.getByText("Line 1 will be sent to xn--bcher-kva.example.com.")).toBeVisible();
  await expect(text).not.toHaveAttribute("aria-invalid");
});

test("what some services refuse is told at its line, and written anew at a press", async ({ signIn }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  const text = area(dialog, "Created");
  await text.fill("https://hooks.example.com/a\nhttps://hooks.example.com/?f={id}|100%");
  await expect(marksOf(dialog, "Created").nth(1)).toHaveText("2warning");
  const note = dialog.getByText("Line 2 holds a bare {, } and | and a lone %, which some services refuse.");
  await expect(note).toBeVisible();
  await dialog.getByRole("button", { name: "Rewrite line 2" }).click();
  await expect(text).toHaveValue(
    "https://hooks.example.com/a\nhttps://hooks.example.com/?f=%7Bid%7D%7C100%25",
  );
  await expect(text).toBeFocused();
  await expect(note).toBeHidden();
});

test("a URL that a release before saved and that is refused now is told on its page and at its line, and mended at a press", async ({
  signIn,
  api,
}) => {
  const page = await signIn("developer");
  const others = "https://hooks.example.com/others";
  await configure(page, (type) => (type === "Created" ? [others, "https://hooks.example.com/stored"] : []));
  const stored = 'https://hooks.example.com/in?f="5"';
  await inDatabase(
    server.dataDir,
    "update endpoint set url = $1::text, url_hash = encode(sha256(convert_to($1::text, 'UTF8')), 'hex') where url = $2",
    [stored, "https://hooks.example.com/stored"],
  );
  const { items } = await (await api("developer", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url === stored);
  await page.goto(`/administration/developer/endpoints/${endpointID}`);
  const note = page.getByText(
    'This URL contains a bare ". Write %22. It was saved before that was refused, and is called as it stands. Libraries that verify signatures refuse such a call.',
  );
  await expect(note).toBeVisible();
  await lookAt(page, "an endpoint whose URL is refused now");

  const dialog = await openWebhooks(page);
  const text = area(dialog, "Created");
  await expect(marksOf(dialog, "Created").nth(1)).toHaveText("2wrong");
  await text.focus();
  await page.keyboard.press("Control+End");
  const detail = dialog.getByText(
    'Line 2 contains a bare ". Write %22. It was saved before that was refused, and is called as it stands.',
  );
  await expect(detail).toBeVisible();
  await expect(dialog.getByRole("link", { name: "what is set for this one" })).toHaveAttribute(
    "href",
    `/administration/developer/endpoints/${endpointID}`,
  );
  await lookAt(page, "a stored URL that is refused now");
  // Nothing is saved before it is written anew, and nothing that was typed is lost.
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(
    dialog.getByRole("listitem").filter({ hasText: 'Line 2 contains a bare ". Write %22.' }),
  ).toBeVisible();
  await dialog.getByRole("button", { name: "Rewrite line 2" }).click();
  const rewritten = "https://hooks.example.com/in?f=%225%22";
  await expect(text).toHaveValue(`${others}\n${rewritten}`);
  await expect(text).toBeFocused();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog).toBeHidden();
  const saved = await (await api("developer", "GET", "/api/webhooks")).json();
  expect(saved.created.urls).toEqual([others, rewritten]);
  await page.goto(`/administration/developer/endpoints/${endpointID}`);
  await expect(page.getByText("This URL was removed from Instance Callback URLs")).toBeVisible();
  await expect(note).toBeHidden();
});

test("twenty URLs in each of the three fit one glance, and Ctrl+Enter saves them", async ({ signIn }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  await page.setViewportSize({ width: 1280, height: 720 });
  const dialog = await openWebhooks(page);
  for (const type of callbackTypes) {
    const urls = Array.from(
      { length: 20 },
      (_, n) => `http://127.0.0.1:8081/${type}/${n}?key=${"k".repeat(120)}`,
    );
    await area(dialog, type).fill(urls.join("\n"));
  }
  for (const type of callbackTypes) {
    await expect(toggle(dialog, type)).toBeInViewport({ ratio: 1 });
    await expect(area(dialog, type)).toBeInViewport({ ratio: 1 });
    await expect(dialog.getByText(`&eventType=${type.toLowerCase()}`)).toBeInViewport({ ratio: 1 });
    // The numbers stand beside their lines, however far the text is scrolled.
    const [number, box] = [
      await marksOf(dialog, type).nth(19).boundingBox(),
      await area(dialog, type).boundingBox(),
    ];
    expect(number && box && number.y > box.y && number.y + number.height < box.y + box.height).toBe(true);
  }
  await page.keyboard.press("Control+Enter");
  await expect(dialog).toBeHidden();
  await emptySettings(page);
});

test("on a narrow screen all three switches are in one glance as well, and the line under the cursor in full", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await emptySettings(page);
  await page.setViewportSize({ width: 360, height: 740 });
  const dialog = await openWebhooks(page);
  for (const type of callbackTypes) {
    const urls = Array.from({ length: 20 }, (_, n) => `https://hooks.example.com/${type}/${n}`);
    await area(dialog, type).fill(urls.join("\n"));
  }
  for (const current of callbackTypes) {
    await area(dialog, current).focus();
    for (const type of callbackTypes) {
      await expect(toggle(dialog, type)).toBeInViewport({ ratio: 1 });
      await expect(area(dialog, type)).toBeInViewport({ ratio: 1 });
      const request = dialog.getByText(`&eventType=${type.toLowerCase()}`);
      if (type === current) await expect(request).toBeInViewport({ ratio: 1 });
      else await expect(request).toBeHidden();
    }
  }
  // A press moves nothing under the pointer before it is a click.
  for (const type of callbackTypes.toReversed()) {
    const on = await toggle(dialog, type).isChecked();
    await toggle(dialog, type).click({ delay: 100 });
    await expect(toggle(dialog, type)).toBeChecked({ checked: !on });
  }
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
});

test("it opens at once with what the page knows, and shows what others saved meanwhile", async ({
  signIn,
  api,
}) => {
  const page = await signIn("developer");
  await emptySettings(page);
  await page.goto("/administration/developer");
  const theirs = { enabled: false, urls: ["https://meanwhile.example.com/"] };
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**", async (route) => {
    if ("next-action" in route.request().headers()) await held;
    await route.fallback();
  });
  const dialog = await openDialog(page);
  await expect(area(dialog, "Created")).toHaveValue("");
  const none = { enabled: false, urls: [] };
  const { headers } = await api("developer", "GET", "/api/webhooks");
  const saved = await api(
    "developer",
    "PUT",
    "/api/webhooks",
    { created: theirs, updated: none, deleted: none },
    { "if-match": headers.get("etag") ?? "" },
  );
  expect(saved.status).toBe(200);
  release();
  await expect(area(dialog, "Created")).toHaveValue(theirs.urls.join());
  await page.unroute("**");
  await emptySettings(page);
});

test("who changes a stored URL is told before OK that it becomes a new one, with a secret of its own", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const note = /^A new or changed URL gets a secret and settings of its own\.$/;
  const first = await openWebhooks(page);
  await area(first, "Created").fill("https://hooks.example.com/orders");
  await expect(first.getByText("Checked; not saved yet.")).toBeVisible();
  await expect(first.getByText(note)).toHaveCount(0);
  await first.getByRole("button", { name: "OK" }).click();
  await expect(first).toBeHidden();

  const dialog = await openWebhooks(page);
  await area(dialog, "Created").focus();
  await expect(dialog.getByText("Not called yet.")).toBeVisible();
  await expect(dialog.getByText(note)).toHaveCount(0);
  await page.keyboard.press("Control+End");
  await page.keyboard.type("/new");
  await expect(dialog.getByText(note)).toBeVisible();
  await expect(area(dialog, "Created")).toHaveAccessibleDescription(/A new or changed URL gets a secret/);
  await lookAt(page, "a changed URL");
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

test("the line under the cursor shows what is sent to the byte, and a test leaves its result at the line", async ({
  signIn,
  receiver,
}) => {
  receiver.answer(({ path }) => (path.startsWith("/bad") ? { status: 503 } : {}));
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await area(dialog, "Deleted").fill(`${receiver.url}/in?key=a%20b\n${receiver.url}/bad`);
  const marks = marksOf(dialog, "Deleted");
  await dialog.getByRole("button", { name: "Test Deleted line 1" }).click();
  await expect(dialog.getByText("Test delivered · 200")).toBeVisible();
  await expect(marks.nth(0)).toHaveText("1test delivered, 200200");
  await expect(dialog.getByText(`GET ${receiver.url}/in?key=a%20b&${sampleQuery("deleted")}`)).toBeVisible();
  await dialog.getByRole("button", { name: "Test Deleted line 2" }).click();
  await expect(dialog.getByText("Test failed · 503")).toBeVisible();
  await expect(marks.nth(1)).toHaveText("2test failed, 503503");
  await expect(dialog.getByText(`GET ${receiver.url}/bad?${sampleQuery("deleted")}`)).toBeVisible();
  expect(receiver.received.map((one) => one.path)).toEqual([
    `/in?key=a%20b&${sampleQuery("deleted")}`,
    `/bad?${sampleQuery("deleted")}`,
  ]);
});

test("Test all tests every line, a few at a time, and nobody has to wait for it", async ({
  signIn,
  receiver,
}) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  receiver.answer(async ({ path }) => {
    if (!path.startsWith("/0")) await held;
    return path.startsWith("/1") ? { status: 500 } : {};
  });
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await area(dialog, "Created").fill(Array.from({ length: 7 }, (_, n) => `${receiver.url}/${n}`).join("\n"));
  await dialog.getByRole("button", { name: "Test all Created URLs" }).click();
  const marks = marksOf(dialog, "Created");
  await expect(marks.nth(0)).toHaveText("1test delivered, 200200");
  await expect(marks.nth(1)).toHaveText("2being tested");
  await expect(dialog.getByRole("button", { name: "Test all Created URLs" })).toHaveText("1 of 7");
  await receiver.until((received) => received.length === 5);
  // Another action of the same page is answered meanwhile.
  await area(dialog, "Updated").fill(`${receiver.url}/0-updated`);
  await dialog.getByRole("button", { name: "Test Updated line 1" }).click();
  await expect(dialog.getByText("Test delivered · 200")).toBeVisible();
  expect(receiver.received).toHaveLength(6);
  release();
  await expect(marks.nth(6)).toHaveText("7test delivered, 200200");
  await expect(marks.nth(1)).toHaveText("2test failed, 500500");
  await expect(marks.filter({ hasText: "checked" })).toHaveCount(0);
  await expect(dialog.getByRole("button", { name: "Test all Created URLs" })).toHaveText("Test all");
});

test("a past event can be sent to a URL that is not saved, as a test", async ({ signIn, api, receiver }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Dry Run" })
  ).json();
  const dialog = await openWebhooks(page);
  await area(dialog, "Created").fill(`${receiver.url}/not-saved`);
  await dialog.getByRole("button", { name: "Send a past event…" }).click();
  const choice = page.getByRole("dialog", { name: "Send a past event" });
  await expect(choice.getByRole("listitem").first()).toContainText(`${instanceID} · Dry Run`);
  await choice.getByRole("button", { name: `Send ${instanceID}`, exact: true }).click();
  await expect(choice.getByText("Test delivered · 200")).toBeVisible();
  await expect(choice.getByText("webhook-id: evt_test_")).toBeVisible();
  expect(receiver.received.map(({ path }) => path)).toEqual([
    `/not-saved?instanceID=${instanceID}&processName=Dry%20Run&eventType=created`,
  ]);
  await choice.getByRole("button", { name: "Done" }).click();
  await expect(area(dialog, "Created")).toHaveValue(`${receiver.url}/not-saved`);
});

test("signed out in another tab, the text typed is kept", async ({ signIn }) => {
  const page = await signIn("developer");
  await emptySettings(page);
  const dialog = await openWebhooks(page);
  await area(dialog, "Created").fill("https://hooks.example.com/kept");
  await page.context().clearCookies();
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByRole("alert")).toContainText("You are signed out.");
  const back = dialog.getByRole("link", { name: "Sign in again in another tab" });
  await expect(back).toHaveAttribute("target", "_blank");
  await expect(area(dialog, "Created")).toHaveValue("https://hooks.example.com/kept");
});
