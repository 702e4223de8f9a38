import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { read } from "./docs-pages";

/** The units of docs/systemd. Those of web app and dispatcher were run as they are in a machine booted with systemd 252. */

const units: [unit: string, script: string][] = [
  ["callboard.service", "start"],
  ["callboard-dispatcher.service", "dispatcher"],
  ["callboard-api.service", "api"],
];

test.each(units)("docs/systemd/%s runs what `npm run %s` does, and gives it time to end", (unit, script) => {
  const text = read(`docs/systemd/${unit}`);
  const { scripts } = JSON.parse(read("package.json"));
  const env = [...text.matchAll(/^Environment=(.*)$/gm)].map(([, entry]) => `env ${entry} `).join("");
  expect(`exec ${env}${/^ExecStart=\/usr\/bin\/(.*)$/m.exec(text)?.[1]}`).toBe(scripts[script]);
  expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(15);
});

const isThere = spawnSync("systemd-analyze", ["--version"]).error === undefined;
if (!isThere) console.warn("\n*** NOT RUN: systemd on docs/systemd. There is no systemd-analyze here. ***\n");

test.skipIf(!isThere).each(units)(
  "systemd finds nothing in docs/systemd/%s that it does not know",
  (unit) => {
    const folder = mkdtempSync(path.join(tmpdir(), "systemd-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = path.join(folder, unit);
    // Node need not be where a package of the system puts it.
    writeFileSync(file, read(`docs/systemd/${unit}`).replace("/usr/bin/node", process.execPath));
    const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
    // What it says of this unit; of others on this machine it speaks as well, and it ends with 0 where it only warns.
    expect(`${stdout}${stderr}`.split("\n").filter((line) => line.includes(unit))).toEqual([]);
  },
);
