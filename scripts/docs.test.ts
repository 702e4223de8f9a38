import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const pages = [
  "README.md",
  "SECURITY.md",
  ...readdirSync("docs", { recursive: true })
    .map((file) => path.join("docs", String(file)))
    .filter((file) => file.endsWith(".md")),
];

test.each(["docs/promises.md", "SECURITY.md"])("every test that %s names is there", (page) => {
  const text = readFileSync(page, "utf8");
  const named = [...text.matchAll(/`((?:app|components|e2e|lib|scripts)\/[^`]+\.ts)`/g)];
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(([, file]) => !existsSync(file ?? ""))).toEqual([]);
});

test.each(pages)("%s links to nothing that is not there", (page) => {
  const links = [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)];
  const broken = links
    .map(([, link]) => path.join(path.dirname(page), link ?? ""))
    .filter((file) => !existsSync(file));
  expect(broken).toEqual([]);
});

test("each decision record has a number of its own, in its name and its heading", () => {
  const numbers = readdirSync("docs/decisions").map((file) => file.slice(0, 4));
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const file of readdirSync("docs/decisions")) {
    const [heading] = readFileSync(path.join("docs/decisions", file), "utf8").split("\n");
    expect(heading).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. `));
  }
});
