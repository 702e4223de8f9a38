import { expect, test } from "vitest";
import { byEventType } from "@/lib/events/event-types";
import { callbackErrors, webhooksErrors } from "./callback-errors";
import { defaultMaxUrls } from "./url-limits";

const rules = { callbackAllow: [], maxUrls: defaultMaxUrls };
const off = { enabled: false, urls: "" };
const good = { enabled: true, urls: "https://a.example.com/" };

test("callbacks that are on want a URL; those that are off want none", () => {
  expect(callbackErrors("updated", { enabled: true, urls: " \n" }, rules)).toEqual([
    {
      message: "Callbacks are switched on for Updated, but no URL is entered. Add one or switch it off.",
    },
  ]);
  expect(callbackErrors("updated", off, rules)).toEqual([]);
  expect(callbackErrors("updated", good, rules)).toEqual([]);
});

test("a line that is wrong says so alone, whether callbacks are on or off", () => {
  for (const enabled of [true, false]) {
    expect(callbackErrors("created", { enabled, urls: "ftp://a.example.com" }, rules)).toEqual([
      { line: 1, message: "Line 1: must start with http:// or https://." },
    ]);
  }
});

test("each error says of which event type it is", () => {
  const input = {
    ...byEventType(() => good),
    updated: { enabled: true, urls: [""] },
    deleted: { enabled: true, urls: [] },
  };
  expect(webhooksErrors(input, rules)).toEqual([
    { path: "updated.urls", line: 1, message: "Line 1 is empty." },
    { path: "deleted.urls", message: expect.stringContaining("switched on for Deleted") },
  ]);
  expect(
    webhooksErrors(
      byEventType(() => off),
      rules,
    ),
  ).toEqual([]);
});
