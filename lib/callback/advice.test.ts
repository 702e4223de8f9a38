import { expect, test } from "vitest";
import { adviceFor } from "./advice";
import { attemptOutcomes, outcomeTitle } from "./outcome-title";

test("every outcome has a title, and everything that went wrong an advice", () => {
  for (const outcome of attemptOutcomes) {
    expect(outcomeTitle(outcome, null)).not.toBe("");
    const advice = adviceFor(outcome, null);
    if (outcome === "delivered") expect(advice).toBeNull();
    else expect(advice).toMatch(/\.$/);
  }
});

test.each([
  ["delivered", 204, "204"],
  ["delivered", null, "Delivered"],
  ["http_error", 503, "503"],
  ["http_error", null, "Error"],
  ["redirect", 302, "302 redirect"],
  ["redirect", null, "3xx redirect"],
] as const)("%s with status %s is called %j", (outcome, status, title) => {
  expect(outcomeTitle(outcome, status)).toBe(title);
});

test.each([
  [401, /who calls/],
  [403, /who calls/],
  [404, /path/],
  [405, /GET/],
  [407, /proxy/],
  [408, /waiting/],
  [410, /suspended/],
  [414, /too long/],
  [421, /host name/],
  [429, /too often/],
  [500, /problem of its own/],
  [501, /GET/],
  [502, /before the service/],
  [503, /overloaded/],
  [504, /before the service/],
  [519, /problem of its own/],
  [520, /before the service/],
  [527, /before the service/],
  [528, /problem of its own/],
  [522, /before the service/],
  [599, /problem of its own/],
  [600, /no such status/],
  [999, /no such status/],
  [418, /refused/],
])("%i has its own advice", (status, words) => {
  expect(outcomeTitle("http_error", status)).toBe(String(status));
  expect(adviceFor("http_error", status)).toMatch(words);
});

test("a redirect's advice is the final address; a 304's is the cache that answered", () => {
  for (const status of [301, 302, 307, 308, null])
    expect(adviceFor("redirect", status)).toMatch(/final address/);
  expect(adviceFor("redirect", 304)).toMatch(/cache/);
});
