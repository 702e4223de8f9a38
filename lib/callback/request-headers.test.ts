import { expect, test } from "vitest";
import { composeRequestText } from "./compose-request";
import { headerNameProblem, headerValueProblem, maxHeaderNameLength } from "./request-headers";

test.each([
  "Authorization",
  "X-API-Key",
  "x_1",
  "Cookie",
  "a".repeat(maxHeaderNameLength),
  "!#$%&'*+-.^_`|~",
])("%s may be a header's name", (name) => {
  expect(headerNameProblem(name)).toBeNull();
});

test.each([
  ["", "Enter the header's name"],
  ["a".repeat(maxHeaderNameLength + 1), "at most 100 characters"],
  ["Authorization: Bearer", "holds a colon"],
  ["X Key", "letters, digits, hyphens"],
  ["X-Clé", "letters, digits, hyphens"],
  ["X-A\r\nX-B", "letters, digits, hyphens"],
  ["X-A\0", "letters, digits, hyphens"],
  ["Host", "the one in the URL"],
  ["Webhook-Id", "Callboard sends Webhook-Id itself"],
  ["webhook-anything", "itself"],
  ["Content-Length", "about the connection or frames the message"],
  ["Content-Type", "has no body"],
  ["X-HTTP-Method-Override", "is a GET"],
  ["Connection", "about the connection or frames the message"],
  ["Keep-Alive", "about the connection or frames the message"],
  ["TE", "about the connection or frames the message"],
  ["Trailer", "about the connection or frames the message"],
  ["Transfer-Encoding", "about the connection or frames the message"],
  ["Upgrade", "about the connection or frames the message"],
  ["Expect", "about the connection or frames the message"],
  ["HTTP2-Settings", "about the connection or frames the message"],
  ["Proxy-Authorization", "about the connection"],
  ["proxy-connection", "about the connection"],
])("%j may not, and a sentence says why", (name, why) => {
  expect(headerNameProblem(name)).toContain(why);
  expect(headerNameProblem(name)).toMatch(/\.$/);
});

test("no header that is sent with every callback can be set by name", () => {
  const parts = { userAgent: "Callboard/1", timestampS: 1, signature: "v1,a" };
  const [, ...lines] = composeRequestText("https://a.example.com/", { eventId: "evt_1" }, parts).split("\n");
  const names = lines.map((line) => line.slice(0, line.indexOf(":")));
  expect(names).toHaveLength(9);
  for (const name of names) expect(headerNameProblem(name.toUpperCase())).not.toBeNull();
});

test.each(["Bearer abc", "a", "a\tb", "~".repeat(2_048)])("%j may be a value", (value) => {
  expect(headerValueProblem(value)).toBeNull();
});

test.each([
  ["", "Enter the value"],
  [" secret-1", "begins or ends with a blank"],
  ["secret-1\t", "begins or ends with a blank"],
  ["secret-1\r\nX: y", "line break"],
  ["secret-1\n", "line break"],
  ["secret-1\0", "ASCII"],
  ["secret-1\x7f2", "ASCII"],
  ["secret-1é", "ASCII"],
  ["secret-1\u202e", "ASCII"],
  ["x".repeat(2_049), "2,049 characters long; the limit is 2,048"],
])("%j may not, and the sentence does not repeat it", (value, why) => {
  expect(headerValueProblem(value)).toContain(why);
  expect(headerValueProblem(value)).not.toContain("secret-1");
});
