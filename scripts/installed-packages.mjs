// Whether this Node and its packages are those that Callboard needs. Plain Node without dependencies, as prepare.mjs is.
import { existsSync, readFileSync } from "node:fs";
import { at } from "./root.mjs";

/** Why this Node will not do, in a sentence; null where it will. */
export function nodeProblem(version = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(at("package.json"), "utf8"));
  const [wantedMajor, wantedMinor] = engines.node.replace(/^>=/, "").split(".").map(Number);
  const [major, minor] = version.split(".").map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return null;
  return `Callboard needs Node ${wantedMajor}.${wantedMinor} or newer; this is ${version}.`;
}

const packageRecord = at("node_modules/.package-lock.json");

/** Whether npm says that it has installed any. */
export const hasPackages = () => existsSync(packageRecord);

/** Whether what npm says it installed is what the lockfile wants. */
export function packagesMatch() {
  if (!hasPackages()) return false;
  const packagesIn = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const isProduction = process.env.NODE_ENV === "production";
  return hasAll(packagesIn(packageRecord), packagesIn(at("package-lock.json")), isProduction);
}

/**
 * Whether `installed` has each package that is `wanted`, by place, in its version. Packages for other platforms may be absent,
 * and in production those for development, which npm leaves out then.
 */
export function hasAll(installed, wanted, isProduction) {
  return Object.entries(wanted).every(([place, { version, optional, dev, devOptional }]) => {
    if (place === "") return true;
    if (installed[place]) return installed[place].version === version;
    return optional === true || (isProduction && (dev ?? devOptional) === true);
  });
}
