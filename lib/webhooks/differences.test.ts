import { expect, test } from "vitest";
import { noCallbacks } from "@/lib/testing/no-callbacks";
import { differences } from "./differences";

test("differences name switches, added and removed URLs, and a new order", () => {
  const before = {
    ...noCallbacks,
    created: { enabled: true, urls: ["a", "b"] },
    updated: { enabled: true, urls: ["a", "b"] },
  };
  const after = {
    ...noCallbacks,
    created: { enabled: false, urls: ["b", "c"] },
    updated: { enabled: true, urls: ["b", "a"] },
  };
  expect(differences(before, after)).toEqual([
    "Created: switched off",
    "Created: added c",
    "Created: removed a",
    "Updated: put in another order",
  ]);
  expect(differences(after, after)).toEqual([]);
});
