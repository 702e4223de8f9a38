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
