import { chmodSync, readdirSync, rmdirSync } from "node:fs";
import { newDataDir, spawnCallboard } from "./callboard";
import { expect, test } from "./fixtures";
import { isAlive, pidsOf } from "./processes";

/** `npm run demo` as a newcomer runs it. */
test.describe.configure({ timeout: 180_000 });

test("the demo: its developer sees callbacks delivered, failed, probed and held; SIGTERM leaves nothing behind", async ({
  browser,
}) => {
  // Everything it makes is made in here.
  const tmp = await newDataDir();
  chmodSync(tmp, 0o711);
  const demo = { ...(await spawnCallboard({ PORT: "", TMPDIR: tmp }, "demo")), dataDir: tmp };
  const [, url] = await demo.line(/^Ready: (\S+)$/, 120_000);
  const [, email, password] = await demo.line(/^ {2}Developer +(\S+) +(\S+)$/);
  for (const role of ["Administrator", "User"])
    await demo.line(new RegExp(`^ {2}${role} +\\S+@\\S+ +\\S{20}$`));

  const page = await (await browser.newContext({ baseURL: url })).newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email ?? "");
  await page.getByLabel("Password").fill(password ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((to) => !to.pathname.startsWith("/sign-in"));

  // The month before: charts with something in them, and nothing unaccounted for.
  await page.goto("/administration/developer");
  await expect(page.getByText(/^Every change of the last 24 hours is accounted for/)).toBeVisible();
  const outlines = await page
    .locator("main section svg path")
    .evaluateAll((paths) => paths.map((path) => path.getAttribute("d") ?? ""));
  expect(outlines.join("").match(/M/g)?.length).toBeGreaterThan(60);
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 16);
  await page.goto(`/administration/developer/deliveries?status=failed&to=${daysAgo(10)}`);
  await expect(page.getByRole("table").getByText("Failed").first()).toBeVisible();

  // One after the other, as the retries use the schedule up.
  await expect(async () => {
    await page.goto("/administration/developer");
    const seen = page.getByRole("main");
    await expect(seen.getByText("Delivered").last()).toBeVisible({ timeout: 1_000 });
    await expect(seen.getByText(/[1-9]\d* failed/).first()).toBeVisible({ timeout: 1_000 });
    await expect(page.getByRole("link", { name: "1 URL probing" })).toBeVisible({ timeout: 1_000 });
    await expect(page.getByRole("link", { name: "1 URL suspended" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await page.goto("/administration/developer/deliveries?status=failed");
  await expect(page.getByRole("table").getByText("Failed").first()).toBeVisible();
  await expect(
    page
      .getByRole("table")
      .getByText(/^500 · /)
      .first(),
  ).toBeVisible();
  await page.context().close();

  const pids = pidsOf(demo);
  // npm's own process is not counted on: supervisor, receiver, changes, web, dispatcher and the database's are.
  expect(pids.length).toBeGreaterThan(6);
  expect(await demo.stop()).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(readdirSync(tmp)).toEqual([]);
  rmdirSync(tmp);
});

test("the demo refuses a real database with a sentence, and makes nothing", async () => {
  const demo = await spawnCallboard({ DATABASE_URL: "postgresql://db.example.com/real" }, "demo");
  expect(await demo.exit).toBe(1);
  expect(demo.lines.join("\n")).toContain(
    "DATABASE_URL is set. To run it on a throw-away one: DATABASE_URL= ",
  );
});
