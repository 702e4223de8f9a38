import type { Page } from "@playwright/test";

/** What a page's main thread computes during some work, in ms of processor time: what else runs on the machine is not in it. */
export async function processorTimeOf(page: Page, work: () => Promise<void>) {
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

/**
 * What laying out 8,000 words takes the page's main thread, in ms of processor time: the measure of what is done beside it, since
 * a busy machine makes both slower.
 */
export async function layoutTimeOf(page: Page): Promise<number> {
  const { pageMs } = await processorTimeOf(page, () =>
    page.evaluate(() => {
      const text = document.createElement("div");
      for (let n = 0; n < 8_000; n += 1) {
        const word = document.createElement("span");
        word.style.display = "inline-block";
        word.textContent = `word ${n}`;
        text.append(word);
      }
      document.body.append(text);
      text.getBoundingClientRect();
      text.remove();
    }),
  );
  return pageMs;
}
