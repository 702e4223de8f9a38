import type { Page } from "@playwright/test";
import { expect, openWebhooks, test } from "./fixtures";

/** What a page's main thread computes during some work, in ms of processor time: what else runs on the machine is not in it. */
async function processorTimeOf(page: Page, work: () => Promise<void>) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (name: string) => 1_000 * (metrics.find((one) => one.name === name)?.value ?? Number.NaN);
  };
  const before = await spent();
  await work();
  const after = await spent();
  const passed = (name: string) => after(name) - before(name);
  // Whatever the browser did; and what the page made it do: scripts, styles, layout.
  return {
    allMs: passed("TaskDuration"),
    pageMs: passed("ScriptDuration") + passed("RecalcStyleDuration") + passed("LayoutDuration"),
  };
}

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
    dialog.getByRole("list", { name: "Marks of Created callback URLs" }).getByRole("listitem"),
  ).toHaveCount(20);
  await dialog.evaluate((element) => {
    const plain = document.createElement("textarea");
    plain.setAttribute("aria-label", "Plain");
    plain.wrap = "off";
    element.prepend(plain);
  });
  const plain = await processorTimeOf(page, () => dialog.getByLabel("Plain").fill(pasted));
  console.log(`64 KiB pasted: ${Math.round(here.allMs)} ms, in a plain text area ${Math.round(plain.allMs)}`);
  expect(here.allMs - plain.allMs).toBeLessThan(500);
});

test("the dialog opens within 100 ms of processor time", async ({ signIn }) => {
  const page = await signIn("developer");
  await page.goto("/administration/developer", { waitUntil: "networkidle" });
  const dialog = page.getByRole("dialog", { name: "Instance Callback URLs" });
  await page.getByRole("button", { name: "Webhooks" }).focus();
  const { pageMs } = await processorTimeOf(page, async () => {
    await page.keyboard.press("Enter");
    await expect(dialog).toBeVisible();
  });
  console.log(`opening: ${Math.round(pageMs)} ms of processor time`);
  expect(pageMs).toBeLessThan(100);
});
