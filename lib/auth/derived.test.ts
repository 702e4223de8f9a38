import { expect, test } from "vitest";
import { setupCode } from "./setup-code";
import { isDeviceToken, readDeviceToken } from "./trusted-device";

/** What people hold is derived from APP_SECRET: a release that derives it otherwise takes it from them. */

const secret = "s".repeat(32);

test("the set-up code is the same in every release", () => {
  expect(setupCode(secret)).toBe("sK84G2oxpMj4YuGLl8Objz3P");
});

test("a device's token that an earlier release gave is still one of ours", () => {
  const token =
    "AAAAAAAAAAAAAAAAAAAAAA.bxUmIhWHM9o0p05dkXkhsnCsciDUUAnsuhyyXsLdZb8.I2eaDvy3ofLdxhLO7jyIXW9NYGCamwBulxXF30cKU_Q";
  expect(isDeviceToken(token, secret)).toBe(true);
  expect(readDeviceToken(token, "ada@example.com", secret)).toBe("AAAAAAAAAAAAAAAAAAAAAA");
});
