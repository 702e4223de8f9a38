import { expect, openWebhooks, test } from "./fixtures";
import { layoutTimeOf, processorTimeOf } from "./processor-time";

test("64 KiB pasted are told as too many, and cost little more than in any text area", async ({ signIn }) => {
  const page = await signIn("developer");
  const dialog = await openWebhooks(page);
  const text = dialog.getByRole("textbox", { name: "Created callback URLs" });
  const line = (n: number) => `https://hooks.example.com/path/${n}/`.padEnd(92, "x");
  const pasted = Array.from({ length: 700 }, (_, n) => line(n)).join("\n");
  expect(new TextEncoder().encode(pasted).length).toBeLessThan(64 * 1024);
  const here = await processorTimeOf(page, async () => {
    await text.fill(pasted);
    await expect(dialog.getByText("700 URLs entered; at most 20 are allowed.")).toBeVisible();
  });
  await expect(
    dialog.getByRole("list", { name: "Marks of Created lines" }).getByRole("listitem"),
  ).toHaveCount(20);
  await dialog.evaluate((element) => {
    const plain = document.createElement("textarea");
    plain.setAttribute("aria-label", "Plain");
    plain.wrap = "off";
    element.prepend(plain);
  });
  const plain = await processorTimeOf(page, () => dialog.getByLabel("Plain").fill(pasted));
  console.log(`64 KiB pasted: ${Math.round(here.allMs)} ms, in a plain text area ${Math.round(plain.allMs)}`);
  expect(here.allMs / plain.allMs).toBeLessThan(2);
});

test("the dialog opens in the time that laying out a few thousand words takes", async ({ signIn }) => {
  const page = await signIn("developer");
  await page.goto("/administration/developer", { waitUntil: "networkidle" });
  const dialog = page.getByRole("dialog", { name: "Instance Callback URLs" });
  await page.getByRole("button", { name: "Webhooks" }).focus();
  const { pageMs } = await processorTimeOf(page, async () => {
    await page.keyboard.press("Enter");
    await expect(dialog).toBeVisible();
  });
  const wordsMs = await layoutTimeOf(page);
  console.log(`opening: ${Math.round(pageMs)} ms of processor time, laying out words ${Math.round(wordsMs)}`);
  expect(pageMs / wordsMs).toBeLessThan(1);
});
