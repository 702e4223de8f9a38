import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { chooseTests } from "./test-parts.mjs";

/** `npm test -- PATH …` runs the tests at or under these paths, and lint and types of everything. */

const files = [
  "README.md",
  "app/api/events/outbox.test.ts",
  "e2e/dialog.spec.ts",
  "e2e/faults/callboard.ts",
  "e2e/faults/main.ts",
  "e2e/faults/rows/row.test.ts",
  "e2e/roles.spec.ts",
  "lib/net/guard.test.ts",
  "lib/net/guard.ts",
  "lib/network/other.test.ts",
  "scripts/docs.test.ts",
];
const none = { unit: [], browser: [], faults: false, unmatched: [] };

test("without a path all tests run", () => {
  expect(chooseTests([], files)).toEqual({
    unit: [
      "app/api/events/outbox.test.ts",
      "e2e/faults/rows/row.test.ts",
      "lib/net/guard.test.ts",
      "lib/network/other.test.ts",
      "scripts/docs.test.ts",
    ],
    browser: ["e2e/dialog.spec.ts", "e2e/roles.spec.ts"],
    faults: true,
    unmatched: [],
  });
});

test.each(["lib/net", "lib/net/", "./lib/net", "lib/net/guard.test.ts"])("%s runs that alone", (path) => {
  expect(chooseTests([path], files)).toEqual({ ...none, unit: ["lib/net/guard.test.ts"] });
});

test("several paths run together, browser specs too", () => {
  expect(chooseTests(["scripts", "e2e/dialog.spec.ts"], files)).toEqual({
    ...none,
    unit: ["scripts/docs.test.ts"],
    browser: ["e2e/dialog.spec.ts"],
  });
});

test("e2e/faults runs the core of the faults and their tests", () => {
  expect(chooseTests(["e2e/faults"], files)).toEqual({
    ...none,
    unit: ["e2e/faults/rows/row.test.ts"],
    faults: true,
  });
});

test.each(["lib/ne", "lib/net/guard.ts", "README.md", "--help", ""])("there is no test at '%s'", (path) => {
  expect(chooseTests([path], files)).toEqual({ ...none, unmatched: [path] });
});

test("a path without a test is an error that says so, before anything runs", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["scripts/test.mjs", "lib/net", "lib/nett"],
    {
      encoding: "utf8",
    },
  );
  expect(stderr).toBe(
    'There is no test at "lib/nett". Name a folder or a test, such as lib/net or e2e/dialog.spec.ts.\n',
  );
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});
