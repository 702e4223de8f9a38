import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { commands } from "@/lib/admin/commands";
import { exceptions, setAside } from "./docs-commands";
import { anchorOf, filesUnder, pages, proseOf, read, shellBlocksOf } from "./docs-pages";

/** What the documentation names is there. `e2e/docs.spec.ts` runs its commands. */

test("the README is a front door: at most 150 lines, and none wider than a page", () => {
  const lines = read("README.md").trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(150);
  expect(lines.filter((line) => line.length > 120)).toEqual([]);
});

test.each(["docs/promises.md", "SECURITY.md"])("every test that %s names is there", (page) => {
  const named = [...read(page).matchAll(/`((?:app|components|e2e|lib|scripts)\/[^`]+\.ts)`/g)];
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(([, file]) => !existsSync(file ?? ""))).toEqual([]);
});

test.each(pages)("%s links to nothing that is not there", (page) => {
  const links = [...proseOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, link = "", anchor]) => {
    const file = link === "" ? page : path.join(path.dirname(page), link);
    if (!existsSync(file)) return true;
    const anchors = anchor
      ? [...proseOf(file).matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) => anchorOf(text))
      : [];
    return anchor !== undefined && !anchors.includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

const folders = "app|bench|components|docs|e2e|findings|lib|prisma|scripts";
/** A path in backticks, to a file or a folder, that is no pattern. */
const namedPath = new RegExp(
  `\`((?:${folders}|\\.ci)/[^\`\\s…{}*<>]+|[\\w.-]+\\.(?:ts|mjs|json|md|example))\``,
  "g",
);

test.each(pages.filter((page) => !page.startsWith("docs/decisions/")))(
  "%s names files that are there",
  (page) => {
    const named = [...proseOf(page).matchAll(namedPath)].map(([, file = ""]) => file);
    const gone = named.filter((file) => {
      const places = file.includes("/") ? [file] : [file, path.join(path.dirname(page), file)];
      return !/YYYY|NNNN/.test(file) && !places.some((place) => existsSync(place)) && !isNamedAlone(file);
    });
    expect(gone).toEqual([]);
  },
);

const allFiles = ["app", "e2e", "lib", "scripts"].flatMap(filesUnder);
const isNamedAlone = (file: string) =>
  !file.includes("/") && allFiles.some((one) => path.basename(one) === file);

test("what the code says of the documentation is there", () => {
  const sources = [
    ...allFiles,
    ...["components", "bench", "prisma"].flatMap(filesUnder),
    ".env.example",
    "biome.json",
  ];
  const gone = sources.flatMap((source) =>
    [...read(source).matchAll(/\bdocs\/(?:decisions\/\d{4}|[\w/-]+(?:\.\w+)*)/g)]
      .map(([named]) => named)
      .filter(
        (named) =>
          !existsSync(named) &&
          !(/\d{4}$/.test(named) && records.some((file) => `docs/decisions/${file}`.startsWith(named))),
      )
      .map((named) => `${source}: ${named}`),
  );
  expect(gone).toEqual([]);
});

const records = readdirSync("docs/decisions");

test.each(pages)("%s names npm scripts and commands of the operator that there are", (page) => {
  const { scripts } = JSON.parse(read("package.json"));
  const named = [...read(page).matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, script = ""]) => script);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
  const names = commands.map(({ name }) => name);
  const asked = [
    ...read(page).matchAll(/npm run (?:--silent )?admin -- ([a-z][a-z -]*?)(?= --|[`\s]*$|`)/gm),
  ];
  expect(asked.map(([, name = ""]) => name).filter((name) => !names.includes(name))).toEqual([]);
});

test("what is not run of the shell commands stands on a page, and has a reason that can be seen", () => {
  const lines = pages.flatMap(shellBlocksOf).flat();
  expect([...setAside].filter((command) => !lines.includes(command))).toEqual([]);
  for (const { command, reason, seen } of exceptions) {
    expect(reason).not.toBe("");
    if (seen) expect([command, read(seen[0]).includes(seen[1])]).toEqual([command, true]);
    const paths = command.split(/[ ;]/).filter((word) => /^(lib|docs|scripts)\//.test(word));
    expect(paths.filter((file) => !existsSync(file))).toEqual([]);
  }
});

test("each fence says whose language it holds, so that no command hides in one without", () => {
  const hidden = pages.flatMap((page) =>
    [...read(page).matchAll(/^ *```(bash|shell|console|)\n([\s\S]*?)^ *```/gm)]
      .filter(([, language, block = ""]) => language !== "" || /^ *(\$ |npm |npx |node |curl )/m.test(block))
      .map(([block]) => `${page}: ${block}`),
  );
  // A fence that ends a block looks like one that begins without a language.
  expect(hidden).toEqual([]);
});

test("each decision record has a number of its own, in its name and its heading", () => {
  expect(new Set(records.map((file) => file.slice(0, 4))).size).toBe(records.length);
  for (const file of records) {
    const [heading] = read(path.join("docs/decisions", file)).split("\n");
    expect(heading).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. `));
  }
});
