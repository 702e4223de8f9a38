import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "@/lib/testing/ports";

/** `npm run check-setup` as a process of its own. */
async function checkSetup(own: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), "setup-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const env = { PATH: process.env.PATH, PORT: String(await freePort()), DATA_DIR: folder, ...own };
  return spawnSync(process.execPath, ["scripts/check-setup.mjs"], {
    env: env as unknown as NodeJS.ProcessEnv,
    encoding: "utf8",
  });
}

test("exit code 0 where nothing stops a start, on one sentence a line", async () => {
  const { status, stdout } = await checkSetup({});
  expect(stdout).toMatch(
    /^✓ This is Node \d+\.\d+\.\d+\.\n✓ The packages are installed\.\n[✓!] The web app is /,
  );
  expect(stdout).toMatch(/\nNothing stops a start\. Nothing was changed\.\n$/);
  expect(status).toBe(0);
});

test("exit code 1 where something does", async () => {
  const { status, stdout } = await checkSetup({ PORT: "eighty" });
  expect(stdout).toContain("✗ PORT must be a whole number from 1 to 65535.");
  expect(status).toBe(1);
});
