import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Every file under a folder, by its path from the repository's root. */
export const filesUnder = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\/(node_modules|generated)(\/|$)/.test(entry.parentPath))
    .map((entry) => path.join(entry.parentPath, entry.name));

/** Every page that people read. */
export const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...filesUnder("docs").filter((file) => file.endsWith(".md")),
];

export const read = (file: string) => readFileSync(file, "utf8");

/** A page without what stands in fences. */
export const proseOf = (page: string) => read(page).replace(/^ *```[\s\S]*?^ *```/gm, "");

/** The lines of each fenced block of shell commands on a page, without the comments behind them. */
export function shellBlocksOf(page: string): string[][] {
  return [...read(page).matchAll(/^( *)```sh\n([\s\S]*?)^ *```/gm)].map(([, indent = "", block = ""]) =>
    block
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(indent.length).replace(/\s+# .*$/, "")),
  );
}

/** The heading's anchor, as GitHub makes it. */
export const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
