import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin } from "@/lib/testing/data-folder";

let place: string;

beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), "callboard-attached-"));
  // As root the database's system user must be able to enter it.
  await chmod(place, 0o711);
});
afterAll(() => rm(place, { recursive: true, force: true }));

test("a command on a data folder without a database is refused, and makes nothing there", async () => {
  const missing = path.join(place, "not-there");
  const asked = await admin("user list", missing);
  expect(asked).toMatchObject({ exitCode: 1, out: "" });
  expect(asked.err).toBe(
    `The data folder ${missing} holds no database. Set DATA_DIR to the one that Callboard runs on, or set DATABASE_URL and APP_SECRET. \`npm start\` makes a new one.\n`,
  );
  expect(existsSync(missing)).toBe(false);
  const { exitCode, err } = await admin("webhooks show --json", place);
  expect(exitCode).toBe(1);
  expect(JSON.parse(err)).toEqual({
    title: "Wrong settings",
    detail: expect.stringContaining(`${place} holds no database.`),
  });
  expect(await readdir(place)).toEqual([]);
});
