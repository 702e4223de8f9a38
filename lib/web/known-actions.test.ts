import { expect, test } from "vitest";
import { addressesOf } from "./known-actions";

test.each([
  ["app/(shell)/instances/[instanceID]/page", "/instances/a-1", true],
  ["app/(shell)/instances/[instanceID]/page", "/instances", false],
  ["app/(shell)/instances/[instanceID]/page", "/instances/a/b", false],
  ["app/sign-in/page", "/sign-in", true],
  ["app/sign-in/page", "/sign-in/", true],
  ["app/sign-in/page", "/x/sign-in", false],
  ["app/page", "/", true],
])("the page %s is at %s: %s", (page, path, is) => {
  expect(addressesOf(page).test(path)).toBe(is);
});
