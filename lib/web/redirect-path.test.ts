import { expect, test } from "vitest";
import { redirectPath } from "./redirect-path";
import { isSameOrigin } from "./same-origin";

process.env.APP_URL = "https://callboard.example.com";

test.each([
  ["/deliveries?status=failed", "/deliveries?status=failed"],
  ["https://callboard.example.com/users", "/users"],
  ["deliveries", "/deliveries"],
  ["/a#fragment", "/a"],
  ["https://attacker.example.com/users", "/"],
  ["//attacker.example.com/users", "/"],
  ["/\\attacker.example.com", "/"],
  ["https://callboard.example.com//attacker.example.com", "/"],
  ["/.//attacker.example.com", "/"],
  ["http://callboard.example.com/users", "/"],
  ["javascript:alert(1)", "/"],
  ["https://", "/"],
  [undefined, "/"],
  [["/users"], "/"],
])("after signing in, %j leads to %s", (wanted, path) => {
  expect(redirectPath(wanted)).toBe(path);
});

test.each([
  ["http://localhost:3000", "127.0.0.1:3000", "http://127.0.0.1:3000", true],
  ["http://localhost:3000", "127.0.0.1:3000", "http://127.0.0.1:3001", false],
  ["http://localhost:3000", "127.0.0.1:3000", "http://attacker.example.com", false],
  ["http://localhost:3000", "127.0.0.1:3000", "http://localhost:3000", true],
  ["https://callboard.example.com", "other.example.com", "https://other.example.com", false],
  ["https://callboard.example.com", "other.example.com", "https://callboard.example.com", true],
  ["https://callboard.example.com", "other.example.com", "no address", false],
])("at %s, a request to %s from %s is our own: %s", (appUrl, host, origin, ours) => {
  expect(isSameOrigin(origin, { appUrl, host })).toBe(ours);
});
