import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CountBars } from "./count-bars";

const drawn = (bars: { delivered: number; failed: number }[]) =>
  renderToStaticMarkup(createElement(CountBars, { bars, className: "" }));

test("delivered stand below, failed on top of them, and what is little shows all the same", () => {
  const markup = drawn([
    { delivered: 30, failed: 10 },
    { delivered: 0, failed: 0 },
    { delivered: 0, failed: 1 },
  ]);
  const paths = [...markup.matchAll(/<path d="([^"]*)" class="([^"]*)"/g)].map(([, d, name]) => [name, d]);
  expect(paths).toEqual([
    ["fill-primary", "M0 9h4V36h-4z"],
    ["fill-bad", "M0 0h4V9h-4zM10 34.5h4V36h-4z"],
  ]);
  expect(markup).toContain("<title>3 half hours: 30 delivered, 11 failed</title>");
});

test("a day of bars weighs little: a page has a chart for each URL", () => {
  const bars = Array.from({ length: 48 }, (_, n) => ({ delivered: 1_000 + n * 37, failed: n * 3 }));
  expect(drawn(bars).length).toBeLessThan(2_500);
});
