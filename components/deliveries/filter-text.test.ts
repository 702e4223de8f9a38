import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { FilterText } from "./filter-text";

const from = "2026-11-24T09:30:00.000Z";
const shown = (props: Parameters<typeof FilterText>[0]) =>
  renderToStaticMarkup(createElement(FilterText, props));

test("what a resend is about reads as words, its times on the reader's clock, with UTC on hover", () => {
  const html = shown({
    filter: { status: "failed", code: "5xx", last: "1h", from, instanceID: "leave-\u202e1" },
  });
  expect(html).toContain(`<time dateTime="${from}" title="2026-11-24 09:30:00 UTC"`);
  expect(html.replace(/<[^>]+>/g, "")).toBe(
    "Failed, answer 5xx, instance contains leave-\\u{202e}1, the last hour, from 24 Nov 2026, 09:30 UTC",
  );
});

test("texts that match whole are not said to be a part", () => {
  expect(shown({ filter: { processName: "Leave" }, parts: false })).toBe("process Leave");
});
