import { expect, test } from "vitest";
import { differences } from "./differences";

const off = { enabled: false, urls: [] };

test("differences name switches, added and removed URLs, and a new order", () => {
  const before = {
    created: { enabled: true, urls: ["a", "b"] },
    updated: { enabled: true, urls: ["a", "b"] },
    deleted: off,
  };
  const after = {
    created: { enabled: false, urls: ["b", "c"] },
    updated: { enabled: true, urls: ["b", "a"] },
    deleted: off,
  };
  expect(differences(before, after)).toEqual([
    "Created: switched off",
    "Created: added c",
    "Created: removed a",
    "Updated: put in another order",
  ]);
  expect(differences(after, after)).toEqual([]);
});
