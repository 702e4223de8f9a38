import { expect, test } from "vitest";
import { composeCallbackUrl, queryOf, splitRequestUrl } from "./request-url";

const event = {
  instanceID: "training request-26",
  processName: "training request",
  eventType: "created",
} as const;
const appended = "instanceID=training%20request-26&processName=training%20request&eventType=created";

test.each([
  ["https://my-service.com/instanceCreated", `https://my-service.com/instanceCreated?${appended}`],
  ["https://my-service.com/a?src=wf", `https://my-service.com/a?src=wf&${appended}`],
  ["https://my-service.com/a?b=%2f+%C3%A9&c", `https://my-service.com/a?b=%2f+%C3%A9&c&${appended}`],
  ["HTTP://Example.COM:80/ä?x", `HTTP://Example.COM:80/%C3%A4?x&${appended}`],
])("%s keeps its bytes", (url, expected) => {
  expect(composeCallbackUrl(url, event)).toBe(expected);
});

test("values are percent-encoded, so that nothing in them can start a parameter of its own", () => {
  const url = composeCallbackUrl("https://a.example/x", { ...event, instanceID: "a&b=c#d/ü" });
  expect(url).toContain("instanceID=a%26b%3Dc%23d%2F%C3%BC&");
});

test.each([
  ["https://my-service.com", "https://my-service.com", "/?"],
  ["https://my-service.com?src=wf", "https://my-service.com", "/?src=wf&"],
  ["https://my-service.com?", "https://my-service.com", "/?&"],
  ["https://my-service.com/", "https://my-service.com", "/?"],
  ["HTTP://me.Example:81/a//b/../c?x", "HTTP://me.Example:81", "/a//b/../c?x&"],
])("%s: what goes on the request line begins with a slash", (url, origin, before) => {
  const composed = composeCallbackUrl(url, event);
  expect(splitRequestUrl(composed)).toEqual({ origin, target: `${before}${appended}` });
  expect(queryOf(composed)).toBe(`${before}${appended}`.replace(/^[^?]*\?/, ""));
});
