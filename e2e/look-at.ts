import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type axe from "axe-core";
import { expect } from "./fixtures";

const sizes = [
  { width: 1280, height: 860 },
  { width: 360, height: 740 },
];

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Dark has the markup of light: only what is judged by colours can differ. */
const rulesOfDark = ["color-contrast", "link-in-text-block"];

/** What axe finds of the page as it is: the rule, and the beginning of each element. Only violations are told node by node. */
async function seriousOf(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  const options: axe.RunOptions = {
    resultTypes: ["violations"],
    // Of an element its markup is told; to find a selector of each takes long.
    selectors: false,
    ...(colorScheme === "dark" ? { runOnly: { type: "rule", values: rulesOfDark } } : {}),
  };
  return page.evaluate(async (given) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, given);
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  }, options);
}

/** What is wider than its place. Neither by scrolling the page nor by clipping may anything be out of reach. */
function tooWideOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("section, header, main, table")]
      .filter(
        (element) =>
          element.scrollWidth > element.clientWidth && getComputedStyle(element).overflowX !== "auto",
      )
      .map(
        (element) =>
          `${element.tagName} ${element.className}: ${element.scrollWidth} > ${element.clientWidth}`,
      ),
  );
}

/** Every size in light and dark: nothing to scroll sideways, and axe finds nothing serious. */
export async function lookAt(page: Page, name: string) {
  expect(page.frames(), `${name}: a frame that axe would not look into`).toHaveLength(1);
  // Its half a megabyte is read once for all four looks.
  await page.evaluate(axeSource);
  for (const size of sizes) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      const label = `${name}, ${size.width} px, ${colorScheme}`;
      expect(await tooWideOf(page), `${label}: too wide`).toEqual([]);
      expect(await seriousOf(page, colorScheme), label).toEqual([]);
    }
  }
}
