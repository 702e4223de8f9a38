import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type axe from "axe-core";
import { expect } from "./fixtures";

const sizes = [
  { width: 1280, height: 860 },
  { width: 360, height: 740 },
];
/** Where the menu leaves a page little more than a phone has, the markup is that of 1280 too. */
const besideMenu = { width: 768, height: 1024 };
/** Where there is more room than any screen needs, the markup is that of 1280: axe is not asked again. */
const widest = { width: 1920, height: 1080 };

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * To read a colour's text takes axe longer than to judge the contrast, and it reads the few of a page thousands of times. Here each
 * text is read once: what it stands for depends on nothing else.
 */
function readEachColorOnce(): void {
  const { prototype } = (window as unknown as { axe: WithColor }).axe.commons.color.Color;
  const read: (this: Color, text: string) => Color = prototype.parseString;
  const known = new Map<string, Color>();
  prototype.parseString = function (this: Color, text: string) {
    const { r, g, b, alpha } = known.get(text) ?? read.call(this, text);
    known.set(text, { r, g, b, alpha });
    return Object.assign(this, { r, g, b, alpha });
  };
}
type Color = Record<"r" | "g" | "b" | "alpha", number>;
/** What the types of axe leave out. */
type WithColor = { commons: { color: { Color: { prototype: { parseString(text: string): Color } } } } };

/** Dark has the markup of light: only what is judged by colours can differ. */
const rulesOfDark = ["color-contrast", "link-in-text-block"];

/** What axe finds of the page as it is: the rule, and the beginning of each element. Only violations are told node by node. */
async function violationsOf(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  const options: axe.RunOptions = {
    resultTypes: ["violations"],
    // Of an element its markup is told; to find a selector of each takes long.
    selectors: false,
    ...(colorScheme === "dark" ? { runOnly: { type: "rule", values: rulesOfDark } } : {}),
  };
  return page.evaluate(async (given) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, given);
    return violations
      .filter(({ impact }) => impact !== "minor")
      .map(
        ({ id, impact, nodes }) =>
          `${id} (${impact}): ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
      );
  }, options);
}

/** Neither by scrolling the page nor by clipping may anything be out of reach. */
async function expectFits(page: Page, label: string) {
  const tooWide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll("section, header, main, table, th")]
      .filter(
        (element) =>
          element.scrollWidth > element.clientWidth && getComputedStyle(element).overflowX !== "auto",
      )
      .map(
        (element) =>
          `${element.tagName} ${element.className}: ${element.scrollWidth} > ${element.clientWidth}`,
      ),
  );
  expect(tooWide, `${label}: too wide`).toEqual([]);
  // The page's title stands in the bar over the page, which does not know how long it is.
  const titleOver = await page.evaluate(() => {
    const [title, tools] = [
      document.querySelector("main h1"),
      document.querySelector("header > :last-child"),
    ];
    if (!title || !tools || getComputedStyle(title).position !== "absolute") return 0;
    const text = document.createRange();
    text.selectNodeContents(title);
    return Math.max(0, text.getBoundingClientRect().right - tools.getBoundingClientRect().left);
  });
  expect(titleOver, `${label}: pixels of the title over the right end of the bar`).toBe(0);
}

/** From one scheme to the other colours go over in a moment, in which some have too little contrast. What never ends is not waited for. */
async function colorsAreStill(page: Page) {
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => {
      const endMs = effect?.getComputedTiming().endTime;
      return typeof endMs === "number" && Number.isFinite(endMs);
    });
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Every size in light and dark: nothing to scroll sideways, and axe finds nothing moderate or worse. */
export async function lookAt(page: Page, name: string) {
  expect(page.frames(), `${name}: a frame that axe would not look into`).toHaveLength(1);
  // Next sends it behind the page itself.
  await expect(page, `${name}: a title`).toHaveTitle(/./);
  for (const size of [widest, besideMenu]) {
    await page.setViewportSize(size);
    await expectFits(page, `${name}, ${size.width} px`);
  }
  // Its half a megabyte is read once for all four looks.
  await page.evaluate(axeSource);
  await page.evaluate(readEachColorOnce);
  for (const size of sizes) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      const label = `${name}, ${size.width} px, ${colorScheme}`;
      await expectFits(page, label);
      await colorsAreStill(page);
      expect(await violationsOf(page, colorScheme), label).toEqual([]);
    }
  }
}
