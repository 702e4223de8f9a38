import { existsSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { config } from "@/lib/config";
import { connect } from "@/lib/db/connect";
import { readHold } from "@/lib/installation/hold";
import { recordHomeOn } from "@/lib/installation/home";
import { homeName, machineId, settleFolder } from "./database-folder";

/** Folders stand for data folders; their files say where they are at home, and one database stands for what is in them. */

const machine = "a".repeat(64);
const url = config().databaseUrl;
let place: string;
const at = (name: string) => path.join(place, name);

beforeEach(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), "database-folder-"));
  onTestFinished(() => rm(place, { recursive: true }));
  await inDatabase((db) => db.query("update installation set place = null"));
  await mkdir(at("a"));
  expect(await isHeldIn("a")).toBe(false);
});

async function inDatabase<T>(work: (db: Awaited<ReturnType<typeof connect>>) => Promise<T>): Promise<T> {
  const client = await connect(url, { limits: { statementMs: 5_000 } });
  return work(client).finally(() => client.end());
}

/** As a start on this folder, where nothing is held before. */
async function isHeldIn(name: string, on = machine): Promise<boolean> {
  await inDatabase((db) =>
    db.query("update installation set place = installation_place() where place is not null"),
  );
  await settleFolder(url, at(name), on);
  return inDatabase(async (db) => (await recordHomeOn(db, null)) !== null);
}

test("a copied folder is held once, while its original goes on", async () => {
  await cp(at("a"), at("b"), { recursive: true, preserveTimestamps: true });
  expect(await isHeldIn("b")).toBe(true);
  expect(await isHeldIn("a")).toBe(false);
  expect(await isHeldIn("b")).toBe(false);
});

test("what is held stays so over restarts, until somebody says what it is", async () => {
  await cp(at("a"), at("b"), { recursive: true });
  expect(await isHeldIn("b")).toBe(true);
  await settleFolder(url, at("b"), machine);
  expect(await inDatabase((db) => readHold(db))).toMatchObject({ isElsewhere: true });
});

test("a folder that is renamed, put back from a copy, or reached by a link goes on", async () => {
  await rename(at("a"), at("b"));
  expect(await isHeldIn("b")).toBe(false);
  await cp(at("b"), at("aside"), { recursive: true });
  await rm(at("b"), { recursive: true });
  await rename(at("aside"), at("b"));
  expect(await isHeldIn("b")).toBe(false);
  await symlink(at("b"), at("link"));
  expect(await isHeldIn("link")).toBe(false);
});

test.each(["", "{", "[]", '{"folder":7}'])(
  "a file that says %j stops no start, and is written anew",
  async (text) => {
    await writeFile(path.join(at("a"), homeName), text);
    expect(await isHeldIn("a")).toBe(false);
    await cp(at("a"), at("b"), { recursive: true });
    expect(await isHeldIn("b")).toBe(true);
  },
);

test("the same path on another machine is held, where both say which they are", async () => {
  expect(await isHeldIn("a", "b".repeat(64))).toBe(true);
  expect(await isHeldIn("a", "b".repeat(64))).toBe(false);
});

test("a machine is known by its machine-id, never told it, and not by one that is none", async () => {
  const file = at("machine-id");
  const id = "3f1219c7c4c5404aaa1f6d2a48adfda4";
  await writeFile(file, `${id}\n`);
  const known = await machineId(file);
  expect(known).toMatch(/^[0-9a-f]{64}$/);
  expect(known).not.toContain(id);
  await writeFile(file, "uninitialized\n");
  expect(await machineId(file)).toBeNull();
  expect(await machineId(at("nothing"))).toBeNull();
});

/** A folder on another file system than `place`: of the checkout, or in memory. */
const elsewhere = [path.resolve("node_modules"), "/dev/shm"].find(
  (folder) => existsSync(folder) && statSync(folder).dev !== statSync(os.tmpdir()).dev,
);

test.runIf(elsewhere)("an id from another file system is one of this boot alone", async () => {
  const other = await mkdtemp(path.join(elsewhere ?? "", "machine-"));
  onTestFinished(() => rm(other, { recursive: true }));
  await writeFile(path.join(other, "id"), "3f1219c7c4c5404aaa1f6d2a48adfda4\n");
  await symlink(path.join(other, "id"), at("machine-id"));
  expect(await machineId(path.join(other, "id"))).not.toBeNull();
  expect(await machineId(at("machine-id"))).toBeNull();
});
