import { expect, test } from "vitest";
import { adviceFor } from "./advice";
import { attemptOutcomes, outcomeTitle } from "./outcome-title";

const url = "https://crm.example.com/hook?team=sales";

test("every outcome has a title, and everything that went wrong an advice", () => {
  for (const outcome of attemptOutcomes) {
    expect(outcomeTitle(outcome, null)).not.toBe("");
    const advice = adviceFor(outcome, null, url);
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
  [413, /too long/],
  [414, /too long/],
  [431, /too long/],
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
  expect(adviceFor("http_error", status, url)).toMatch(words);
});

test("a redirect's advice is the final address; a 304's is the cache that answered", () => {
  for (const status of [301, 302, 307, 308, null])
    expect(adviceFor("redirect", status, url)).toMatch(/final address/);
  expect(adviceFor("redirect", 304, url)).toMatch(/^304 is no redirect.*cache/);
});

test("a 400's advice names what in this URL some services refuse, and how to write it", () => {
  const general = "The service refused the request. Its answer below may say why.";
  expect(adviceFor("http_error", 400, url)).toBe(general);
  expect(adviceFor("http_error", 400, `${url}&f={id}&g=a|b`)).toBe(
    `${general} Some services refuse a bare {, } and | in a URL, as here. Write %7B, %7D and %7C.`,
  );
  expect(adviceFor("http_error", 400, "/hook?off=100%&=5")).toBe(
    `${general} Some services refuse a lone % and a value without a name in a URL, as here. Write %25. Put a name before its =.`,
  );
  expect(adviceFor("http_error", 400, `https://a.example.com/${"ä".repeat(700)}`)).toBe(
    `${general} Some refuse a URL for its length: this one is 4,222 characters long as it is sent.`,
  );
});
