import { chromium } from "@playwright/test";
import { freePort } from "@/lib/testing/ports";
import { findChromium } from "../chromium";
import { startDex } from "./dex";
import { startKeycloak } from "./keycloak";
import { providers } from "./provider";
import { type Row, rows, type Stage } from "./rows";

/**
 * `npm run test:sign-on [-- number …]`: people sign in with real providers, in a real browser.
 * @returns the exit code
 */
export async function main(args: string[]): Promise<number> {
  const unknown = args.filter((text) => !rows.some(({ number }) => String(number) === text));
  if (unknown.length > 0) {
    console.error(`There is no row ${unknown.join(", ")}; the numbers go up to ${rows.length}.`);
    return 1;
  }
  const chosen = rows.filter(({ number }) => args.length === 0 || args.includes(String(number)));
  const { executablePath, env } = findChromium();
  const browser = await chromium.launch({ executablePath, env: { ...process.env, ...env } });
  // One after the other at one address, which the providers know.
  const appUrl = `http://localhost:${await freePort()}`;
  const told = { passed: 0, failed: 0, notRun: 0 };
  try {
    for (const name of providers) {
      const ofProvider = chosen.filter(({ provider }) => provider === name);
      if (ofProvider.length === 0) continue;
      const provider = await (name === "Keycloak" ? startKeycloak(appUrl) : startDex(appUrl));
      if (typeof provider === "string") {
        told.notRun += ofProvider.length;
        for (const { number, title } of ofProvider)
          console.log(`- ${number}. ${title}: NOT RUN, ${provider}`);
        continue;
      }
      try {
        for (const row of ofProvider) told[await outcomeOf(row, { browser, provider, appUrl })] += 1;
      } finally {
        await provider.stop();
      }
    }
  } finally {
    await browser.close();
  }
  console.log(
    `\n${told.passed} passed, ${told.failed} failed${told.notRun > 0 ? `, ${told.notRun} NOT RUN` : ""}`,
  );
  return told.failed > 0 ? 1 : 0;
}

async function outcomeOf(row: Row, stage: Stage): Promise<"passed" | "failed"> {
  try {
    console.log(`✓ ${row.number}. ${row.title}: ${await row.run(stage)}`);
    return "passed";
  } catch (error) {
    console.log(`✗ ${row.number}. ${row.title}: ${error instanceof Error ? error.stack : error}`);
    return "failed";
  }
}
