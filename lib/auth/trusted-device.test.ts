import { expect, test } from "vitest";
import { isDeviceToken, issueDeviceToken, readDeviceToken } from "./trusted-device";

const secret = "s".repeat(32);

test("a device's token is ours whoever signed in, and proves one email", () => {
  const token = issueDeviceToken("ada@example.com", secret);
  expect(isDeviceToken(token, secret)).toBe(true);
  expect(readDeviceToken(token, "ada@example.com", secret)).toBe(token.split(".")[0]);
  expect(readDeviceToken(token, "grace@example.com", secret)).toBeNull();
});

test.each([
  ["nothing", () => ""],
  ["one of another secret", () => issueDeviceToken("ada@example.com", "o".repeat(32))],
  ["one that was altered", () => issueDeviceToken("ada@example.com", secret).replace(/^../, "xx")],
  ["one whose proof is another's", () => mixed()],
])("%s is none of ours", (_, token) => {
  expect(isDeviceToken(token(), secret)).toBe(false);
});

test("one that the release before gave, without a seal, still proves its email", () => {
  const token = issueDeviceToken("ada@example.com", secret).split(".").slice(0, 2).join(".");
  expect(isDeviceToken(token, secret)).toBe(false);
  expect(readDeviceToken(token, "ada@example.com", secret)).not.toBeNull();
});

function mixed(): string {
  const [one = "", other = ""] = ["ada@example.com", "grace@example.com"].map((email) =>
    issueDeviceToken(email, secret),
  );
  return [one.split(".")[0], other.split(".")[1], one.split(".")[2]].join(".");
}
