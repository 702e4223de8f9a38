import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "@playwright/test";

type Chromium = { executablePath: string; env: Record<string, string>; source: string };

// Without windows of its own a browser takes half the processor time, so that kind comes first.
const systemNames = [
  "chromium-headless-shell",
  "chrome-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
];

/**
 * The browser the tests run in: CHROMIUM_PATH, one of the system, Playwright's own, or the one that ships inside the npm
 * package @sparticuz/chromium, so that nothing has to be installed by hand.
 */
export function findChromium(): Chromium {
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH names ${given}, which does not exist.`);
    return { executablePath: given, env: {}, source: "CHROMIUM_PATH" };
  }
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const found = systemNames
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((file) => existsSync(file));
  if (found) return { executablePath: found, env: {}, source: "the system" };
  if (existsSync(chromium.executablePath())) {
    return { executablePath: chromium.executablePath(), env: {}, source: "Playwright" };
  }
  return packaged();
}

/** Unpacks the packaged browser once, into a folder of this user's own. */
function packaged(): Chromium {
  const folder = path.join(os.tmpdir(), `callboard-chromium-${os.userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The package unpacks to TMPDIR, and its shared libraries only where it believes to be in a certain cloud.
  const program =
    'import("@sparticuz/chromium").then(async ({ default: it }) => console.log(await it.executablePath()))';
  const executablePath = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: "nodejs20.x" },
    encoding: "utf8",
  }).trim();
  return {
    executablePath,
    env: { LD_LIBRARY_PATH: path.join(folder, "al2023", "lib") },
    source: "the npm package @sparticuz/chromium",
  };
}
