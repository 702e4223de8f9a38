import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

test.each(["docs/promises.md", "SECURITY.md"])("every test that %s names is there", (page) => {
  const text = readFileSync(page, "utf8");
  const named = [...text.matchAll(/`((?:app|components|e2e|lib|scripts)\/[^`]+\.ts)`/g)].map(
    ([, file]) => file ?? "",
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((file) => !existsSync(file))).toEqual([]);
});
