import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openApiDocument } from "./document";
import { problemStatuses } from "./operation";
import { operations } from "./operations";

/** The folder of an operation's route: braces become brackets. */
const folderOf = (apiPath: string) => `app${apiPath.replaceAll("{", "[").replaceAll("}", "]")}`;

/** Not of the API: next-auth's own routes, what a mail program calls, and the answer to what does not exist. */
const others = ["app/api/auth/[...nextauth]", "app/api/notices/unsubscribe", "app/api/[[...path]]"];

test("every operation has a handler, and every handler its operation", async () => {
  const folders = readdirSync("app/api", { recursive: true })
    .map((file) => `app/api/${String(file).replaceAll("\\", "/")}`)
    .filter((file) => path.basename(file) === "route.ts")
    .map((file) => path.dirname(file));
  expect(folders.filter((folder) => !others.includes(folder)).sort()).toEqual(
    [...new Set(operations.map((operation) => folderOf(operation.path)))].sort(),
  );
});

test("ids are unique, and so are method and path", () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length);
});

test("every part in braces is described, and nothing else", () => {
  for (const { path, params = {} } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(params)).toEqual(named);
  }
});

test("what the document says does not hang on where it is made", () => {
  const make = () =>
    JSON.stringify(openApiDocument({ appUrl: "https://a.example.com", version: "1.0.0", maxUrls: 20 }));
  expect(make()).toBe(make());
});

test("whatever takes an Idempotency-Key says that there can be too many at once", () => {
  for (const operation of operations) {
    expect([operation.id, problemStatuses(operation).includes(429)]).toEqual([
      operation.id,
      operation.method !== "GET" || (operation.problems ?? []).includes(429),
    ]);
  }
});
