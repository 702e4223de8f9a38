import { type Callboard, discard, startCallboard } from "./callboard";
import { callbackTypes, expect, openWebhooks, pressOk, test } from "./fixtures";
import { lookAt } from "./look-at";
import { layoutTimeOf, processorTimeOf } from "./processor-time";
import { firstAdministrator } from "./servers";
import { signInByPost } from "./users";

/** The dialog where an operator allows 500 URLs of each type. */

let callboard: Callboard;
test.beforeAll(async () => {
  const { email, password } = firstAdministrator;
  callboard = await startCallboard({
    CALLBACK_MAX_URLS: "500",
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: password,
  });
});
test.afterAll(() => discard(callboard));

test("500 URLs in each of the three are typed, tested and saved as a few are", async ({
  browser,
  receiver,
}) => {
  test.setTimeout(180_000);
  const context = await browser.newContext({ baseURL: callboard.url });
  await signInByPost(context, firstAdministrator);
  const page = await context.newPage();
  const dialog = await openWebhooks(page);
  const area = (type: string) => dialog.getByRole("textbox", { name: `${type} callback URLs` });
  for (const type of callbackTypes) {
    await dialog.getByRole("switch", { name: `Enable ${type} Callback?` }).setChecked(true);
    const urls = Array.from({ length: 500 }, (_, n) => `${receiver.url}/${type}/${n}`);
    await area(type).fill(urls.join("\n"));
  }
  await expect(dialog.getByText("500 URLs")).toHaveCount(3);
  await expect(
    dialog.getByRole("list", { name: "Marks of Updated lines" }).getByRole("listitem"),
  ).toHaveCount(500);

  // The last line of 500 in the middle one.
  await area("Updated").focus();
  await page.keyboard.press("Control+End");
  const typed = "-typed-at-the-end";
  const { pageMs } = await processorTimeOf(page, async () => {
    await page.keyboard.type(typed);
    await expect(dialog.getByText(`/Updated/499${typed}?instanceID`)).toBeVisible();
  });
  const letterMs = pageMs / typed.length;
  const wordsMs = await layoutTimeOf(page);
  console.log(
    `a letter: ${letterMs.toFixed(1)} ms of processor time, laying out words ${Math.round(wordsMs)}`,
  );
  expect(letterMs / wordsMs).toBeLessThan(0.25);
  await lookAt(page, "500 URLs of each type");

  // One group after the other: all have their mark in the end.
  await dialog.getByRole("button", { name: "Test all Updated URLs" }).click();
  await receiver.until((received) => received.length === 500);
  await expect(
    dialog
      .getByRole("list", { name: "Marks of Updated lines" })
      .getByText("test delivered, 200", { exact: true }),
  ).toHaveCount(500);
  await area("Updated").focus();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.insertText("http://127.0.0.1:1/too-many");
  await page.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText("501 URLs entered; at most 500 are allowed.").first()).toBeVisible();
  await area("Updated").fill(`${receiver.url}/Updated/alone`);
  await pressOk(page);
  await context.close();
});
