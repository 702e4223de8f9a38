import { expect, test } from "vitest";
import { headingOf } from "./attempt-heading";

test.each([
  ["delivered", 200, "Answered 200 OK.", "Delivered · 200", null],
  ["http_error", 500, "Answered 500 Internal Server Error.", "Answered 500 Internal Server Error", null],
  [
    "http_error",
    503,
    "Answered 503 Service Unavailable, asking to wait 240 s.",
    "Answered 503 Service Unavailable",
    "Asking to wait 240 s.",
  ],
  [
    "redirect",
    302,
    "Answered 302 Found, a redirect to https://a/, b; redirects are not followed.",
    "Answered 302 Found",
    "A redirect to https://a/, b; redirects are not followed.",
  ],
  ["timeout", null, "No answer within 10 s.", "Timed out", "No answer within 10 s."],
  ["in_progress", null, null, "Under way", null],
] as const)("%s %s: %s is said once", (outcome, statusCode, cause, heading, detail) => {
  expect(headingOf({ outcome, statusCode, cause })).toEqual({ heading, detail });
});
