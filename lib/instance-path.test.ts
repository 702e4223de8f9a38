import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { instancePath } from "./instance-path";

const app = path.join(import.meta.dirname, "../app/(shell)");

/** Where a browser goes from there, and which ID it would ask for. */
const led = (id: string) => {
  const { pathname, searchParams } = new URL(instancePath(id), "https://callboard.example");
  return [pathname, searchParams.get("instanceID")];
};

test("an ID that cannot be a part of a path has its page by the query", () => {
  for (const id of ["new", ".", "..", "a.rsc", "b.segments/c.segment.rsc"])
    expect(led(id)).toEqual(["/instances/by/id", id]);
});

test("every other ID is a part of the path", () => {
  const ids = [
    "leave-1",
    "...",
    "%2e",
    ".%2E",
    "New",
    "by",
    "by/id",
    "a/b",
    "a?b#c",
    "100%",
    "a\\b",
    " ",
    "né",
  ];
  for (const id of ids) expect(led(id)).toEqual([`/instances/${encodeURIComponent(id)}`, null]);
});

test("no page beside that of one instance is where an instance's page would be", () => {
  const pages = readdirSync(path.join(app, "instances"), { withFileTypes: true }).filter(
    (one) => one.isDirectory() && existsSync(path.join(app, "instances", one.name, "page.tsx")),
  );
  const names = pages.map(({ name }) => name).filter((name) => !name.startsWith("["));
  expect(names).toContain("new");
  for (const name of names) expect([name, led(name)[0]]).toEqual([name, "/instances/by/id"]);
});
