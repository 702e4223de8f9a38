import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SettingsError } from "@/lib/config";
import { openDataDir } from "./data-dir";

function emptyFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "data-dir-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("the data folder is made with those above it, and found again", async () => {
  const root = emptyFolder();
  const made = await openDataDir("new/one", root);
  expect(made.folder).toBe(path.join(root, "new/one"));
  expect(statSync(made.folder).isDirectory()).toBe(true);
  expect(await openDataDir("new/one", root)).toEqual(made);
});

test("a data folder that cannot be made or written to is told in one sentence", async () => {
  const root = emptyFolder();
  const file = path.join(root, "a-file");
  writeFileSync(file, "");
  const refused = (why: string) => ({
    problems: [
      expect.stringMatching(
        new RegExp(
          `^The data folder /\\S+ cannot be made or written to .*${why}\\. Give that user the folder, or set DATA_DIR to another\\.$`,
        ),
      ),
    ],
  });
  for (const folder of [file, path.join(file, "data")]) {
    const opened = openDataDir(folder, root);
    await expect(opened).rejects.toBeInstanceOf(SettingsError);
    await expect(opened).rejects.toMatchObject(refused(`: ${file} is not a folder`));
  }
});
