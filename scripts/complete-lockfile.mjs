// Some registries serve no packages for other platforms; npm then drops those from the lockfile without a word, and
// `npm ci` refuses it there. This adds an entry (version, os, cpu) for each optional package that is named but missing,
// and asks the registry for the hash of each entry that has none: it knows the hashes of packages it does not serve.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const systems = {
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  netbsd: "netbsd",
  openbsd: "openbsd",
  openharmony: "openharmony",
  aix: "aix",
  sunos: "sunos",
  wasm32: "wasm32",
  win: "win32",
  win32: "win32",
  windows: "win32",
};
const processors = [
  "arm64",
  "x64",
  "ia32",
  "arm",
  "ppc64",
  "riscv64",
  "s390x",
  "loong64",
  "mips64el",
  "wasm32",
];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const added = [];

/** Whether `name` would be found from the package at `place`, as Node looks: in its own folder, then in each one above. */
function isFound(name, place) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (lock.packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isFound(name, place)) continue;
    const words = name.replace(/^.*\//, "").split("-");
    const os = words.map((word) => systems[word]).find(Boolean);
    const cpu = processors.find((processor) => words.includes(processor));
    if (!os) {
      console.error(`${name}: the name tells no platform; add it by hand if \`npm ci\` misses it.`);
      continue;
    }
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ""),
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(entry.dev ? { dev: true } : {}),
      ...(entry.license ? { license: entry.license } : {}),
      optional: true,
      os: [os],
    };
    added.push(name);
  }
}

const hash = /^sha512-[\w+/]{86}==$/;
const unpinned = [];
for (const [place, entry] of Object.entries(lock.packages)) {
  if (place === "" || entry.link || entry.integrity) continue;
  const name = entry.name ?? place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
  const known = integrityOf(`${name}@${entry.version}`);
  const { version, ...rest } = entry;
  if (hash.test(known)) lock.packages[place] = { version, integrity: known, ...rest };
  else unpinned.push(`${name}@${entry.version}`);
}

/** What the registry says the package's hash is; empty when it does not know it. */
function integrityOf(version) {
  try {
    return execFileSync("npm", ["view", version, "dist.integrity"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}

const inOrder = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
// A registry's address would send everybody else's installs there.
for (const [, entry] of inOrder) delete entry.resolved;
writeFileSync(
  "package-lock.json",
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(inOrder) }, null, 2)}\n`,
);
console.log(added.length === 0 ? "Nothing was missing." : `Added: ${added.join(", ")}`);
if (unpinned.length > 0) {
  console.error(`The registry knows no hash of: ${unpinned.join(", ")}`);
  process.exitCode = 1;
}
