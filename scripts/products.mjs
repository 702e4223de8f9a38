// What is made of the sources, and whether it was made of these: each stamp holds a hash of what its product was made from. Plain
// Node without dependencies, as prepare.mjs is.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { at } from "./root.mjs";

/** Development bundles into a folder of its own, so that the sources can change while `npm start` runs beside. */
export const outDirs = { production: ".build", development: ".build-dev" };

const source = ["lib", "package.json", "package-lock.json", "tsconfig.json"];

const ofPrograms = [...source, "app/before-next.ts", "app/api-process.ts", "app/api", "prisma/seed.ts"];

/** What is made: from which inputs, and what is there once it was. */
const products = {
  client: { inputs: ["prisma/schema.prisma", "package-lock.json"], product: at("lib/db/generated") },
  programs: { inputs: ofPrograms, product: at(outDirs.production, "supervisor.mjs") },
  "programs-dev": { inputs: ofPrograms, product: at(outDirs.development, "supervisor.mjs") },
  web: {
    inputs: [
      "app",
      "components",
      "public",
      "proxy.ts",
      "instrumentation.ts",
      "next.config.js",
      "postcss.config.mjs",
      ...source,
    ],
    product: at(".next/BUILD_ID"),
  },
};

const stampOf = (name) => at("node_modules/.callboard", name);

/** Whether it is there, made from these very sources. */
export function isMade(name, hash = hashOf(products[name].inputs)) {
  const stamp = stampOf(name);
  return existsSync(products[name].product) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
}

/** Whether the web app is built, from this very source. */
export const webIsBuilt = () => isMade("web");

/** Whether there is one, of whatever sources. */
export const isThere = (name) => existsSync(products[name].product);

/** Runs `make` unless the product exists and was made from the same inputs; then remembers their hash. */
export async function makeOnce(name, make) {
  const hash = hashOf(products[name].inputs);
  if (isMade(name, hash)) return;
  // What a build that is killed leaves half done is of no source.
  rmSync(stampOf(name), { force: true });
  await make();
  mkdirSync(path.dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), hash);
}

/**
 * What Next would choose by chance at each build: nodes that are built from one source share it, so that a page of one is served by
 * another (docs/decisions/0054).
 */
export function sameOnAllNodes() {
  const source = createHash("sha256").update(hashOf(products.web.inputs));
  const key = source.digest();
  return {
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: key.toString("base64"),
    CALLBOARD_BUILD_ID: key.toString("hex").slice(0, 20),
  };
}

/** Made by a step itself, or for tests only. */
const noInput = new Set(["lib/db/generated", "lib/testing"]);

function hashOf(inputs) {
  const hash = createHash("sha256");
  const add = (file) => {
    if (!existsSync(at(file)) || noInput.has(file)) return;
    if (statSync(at(file)).isDirectory()) {
      for (const name of readdirSync(at(file)).sort()) add(path.join(file, name));
    } else if (!/\.(test|spec)\.tsx?$/.test(file)) {
      hash
        .update(file)
        .update("\0")
        .update(readFileSync(at(file)))
        .update("\0");
    }
  };
  for (const input of inputs) add(input);
  return hash.digest("hex");
}
