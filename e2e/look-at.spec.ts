import { expect, test } from "./fixtures";
import { lookAt } from "./look-at";

/** The look that every screen gets, at pages with one planted fault. */

const pageWith = (css: string) => `<!doctype html>
<html lang="en">
  <head>
    <title>Planted</title>
    <style>
      body { background: #fff; color: #000 }
      @media (prefers-color-scheme: dark) { body { background: #000; color: #fff } }
      ${css}
    </style>
  </head>
  <body><main><h1>Heading</h1><p>A text that is read.</p></main></body>
</html>`;

for (const [size, width] of [
  ["1280 px", "(min-width: 1000px) and (max-width: 1500px)"],
  ["360 px", "(max-width: 400px)"],
]) {
  for (const [scheme, pale] of [
    ["light", "oklch(0.85 0.02 250)"],
    ["dark", "oklch(0.35 0.02 250)"],
  ]) {
    test(`a text of too little contrast only at ${size} in ${scheme} is found there`, async ({ page }) => {
      await page.setContent(
        pageWith(`@media ${width} and (prefers-color-scheme: ${scheme}) { p { color: ${pale} } }`),
      );
      const told = await lookAt(page, "planted").then(
        () => "",
        ({ message }: Error) => message,
      );
      expect(told).toContain(`planted, ${size}, ${scheme}`);
      expect(told).toContain("color-contrast (serious): <p>");
    });
  }
}

test("the same page without a fault passes", async ({ page }) => {
  await page.setContent(pageWith(""));
  await lookAt(page, "planted");
});
