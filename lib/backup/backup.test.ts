import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { startEmbedded } from "@/lib/db/embedded/start";
import { readHold } from "@/lib/installation/hold";
import { recordHomeOn } from "@/lib/installation/home";
import { settleFolder } from "@/lib/supervise/database-folder";
import { admin, countOf, within } from "@/lib/testing/data-folder";
import { backUp } from "./backup";
import { type Manifest, manifestName } from "./manifest";
import { archiveEnd, packMember } from "./tar";

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let place: string;
/** A data folder on which something has run, and a backup of it. */
let source: string;
let file: string;

beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), "callboard-backup-"));
  // As root the database's system user must be able to enter it.
  await chmod(place, 0o711);
  source = at("a");
  file = at("a.callboard");
  expect(
    await admin("user create --email ada@example.com --name Ada --role administrator", source),
  ).toMatchObject({ exitCode: 0 });
  await within(source, async (client, server) => {
    await settleFolder(server.url, path.join(source, "postgres"));
    await recordHomeOn(client, "https://callboard.example.com");
    await client.query("insert into instance_counter values ('order', 26)");
    await client.query(
      "insert into user_session (id_hash, user_id, session_version, user_agent, expires_at) select 'x', id, 1, '', now() + interval '1 hour' from user_account",
    );
  });
  const backed = await admin(`backup ${file}`, source);
  expect(backed).toMatchObject({ exitCode: 0, err: expect.stringContaining(`is in ${file}`) });
});
afterAll(() => rm(place, { recursive: true, force: true }));

const at = (...parts: string[]) => path.join(place, ...parts);

test("a backup under load holds all that was committed before, and nothing by halves", async () => {
  const loaded = at("load.callboard");
  const before = await within(source, async (client, server) => {
    await client.query(
      "create table left_half (n int); create table right_half (n int); create table churned (n int, t text)",
    );
    await client.query("insert into churned select n, repeat('x', 500) from generate_series(1, 5000) as n");
    let writing = true;
    const writers = Array.from({ length: 4 }, async (_, index) => {
      const writer = new pg.Client({ connectionString: server.url });
      await writer.connect();
      for (let n = 0; writing; n += 1) {
        await writer.query("begin");
        await writer.query("insert into left_half values ($1)", [n]);
        await writer.query("update churned set t = repeat($1, 500) where n % 40 = $2", [
          String(n % 10),
          (n * 4 + index) % 40,
        ]);
        await writer.query("insert into right_half values ($1)", [n]);
        await writer.query("commit");
      }
      await writer.end();
    });
    await expect.poll(() => countOf(client, "left_half")).toBeGreaterThan(20);
    const committed = await countOf(client, "left_half");
    // As a busy server does now and then: what the backup needs of its log has to stay all the same.
    const checkpoints = (async () => {
      const other = new pg.Client({ connectionString: server.url });
      await other.connect();
      while (writing) await other.query("checkpoint");
      await other.end();
    })();
    const from = { url: server.url, databaseFolder: path.join(source, "postgres"), appSecretFile: null };
    await backUp(from, loaded, () => () => {});
    expect(await countOf(client, "left_half")).toBeGreaterThan(committed);
    writing = false;
    await Promise.all([...writers, checkpoints]);
    return committed;
  });
  expect((await stat(loaded)).mode & 0o777).toBe(0o600);
  expect(await admin(`restore ${loaded}`, at("loaded"))).toMatchObject({ exitCode: 0 });
  await within(at("loaded"), async (client) => {
    const halves = await countOf(client, "left_half");
    expect(halves).toBeGreaterThanOrEqual(before);
    expect(await countOf(client, "right_half")).toBe(halves);
    expect(await countOf(client, "churned where length(t) = 500")).toBe(5_000);
  });
});

test("restored over itself it goes on from the older state, with numbers that nobody has", async () => {
  expect(await admin(`backup ${file}`, source)).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining("exists already"),
  });
  const nextDelivery = async (client: pg.Client) => {
    const { rows } = await client.query("select nextval('delivery_id_seq')::int as id");
    return Number(rows[0].id);
  };
  const givenOut = await within(source, async (client) => {
    await client.query("update instance_counter set last_number = 40");
    for (let n = 0; n < 20; n += 1) await nextDelivery(client);
    return nextDelivery(client);
  });
  const asked = await admin(`restore ${file}`, source);
  expect(asked).toMatchObject({ exitCode: 1, err: expect.stringContaining("With --yes it is put aside") });
  expect(await readdir(source)).not.toContain("postgres.restoring");
  const restored = await admin(`restore ${file} --yes`, source);
  expect(restored.err).toContain("instances: 100,000 numbers of each process");
  expect(restored.exitCode).toBe(0);
  await within(source, async (client) => {
    expect(await readHold(client as never)).toBeNull();
    expect(await countOf(client, "instance_counter where slug = 'order' and last_number = 100026")).toBe(1);
    expect(await nextDelivery(client)).toBeGreaterThan(givenOut);
    expect(await countOf(client, "audit_entry where action = 'database.restored'")).toBe(1);
    expect(await countOf(client, "user_session")).toBe(0);
  });
  const aside = (await readdir(source)).filter((name) => name.startsWith("postgres.before-"));
  expect(aside).toHaveLength(1);
  // What was there is whole: it can be put back by hand.
  const kept = await startEmbedded({ folder: path.join(source, aside[0] ?? "") });
  const client = new pg.Client({ connectionString: kept.url });
  await client.connect();
  expect(await countOf(client, "instance_counter where last_number = 40")).toBe(1);
  await client.end();
  await kept.stop();
});

test("restored elsewhere it is held, with its own secret, each time anew", async () => {
  const secret = await readFile(path.join(source, "app-secret"), "utf8");
  for (const line of [`restore ${file}`, `restore ${file} --yes`]) {
    expect(await admin(line, at("b"))).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining("Callbacks are held until somebody says what it is"),
    });
    expect(await readFile(at("b", "app-secret"), "utf8")).toBe(secret);
    const shown = await admin("dispatch show", at("b"));
    expect(shown.out).toContain(
      "This database was restored or copied from another one (https://callboard.example.com).",
    );
    expect(await admin("dispatch release --as copy", at("b"))).toMatchObject({ exitCode: 0 });
    expect(await heldAtStart("b")).toBe(false);
  }
  expect((await admin("user list", at("b"))).out).toContain("ada@example.com");
});

/** Whether a start on this data folder holds callbacks. */
const heldAtStart = (name: string) =>
  within(at(name), async (client, { url }) => {
    await settleFolder(url, at(name, "postgres"));
    return (await recordHomeOn(client, null)) !== null;
  });

test("a backup that is unpacked by hand is held too", async () => {
  await mkdir(at("hand"), { mode: 0o711 });
  execFileSync("tar", ["-xzf", file, "-C", at("hand")]);
  // Root hands it to the database's user.
  const { uid, gid } = await stat(at("a", "postgres", "cluster"));
  execFileSync("chown", ["-R", `${uid}:${gid}`, at("hand", "postgres")]);
  expect(await heldAtStart("hand")).toBe(true);
  expect(await heldAtStart("a")).toBe(false);
});

test("what is no whole backup of this PostgreSQL is refused, and what was there stays", async () => {
  const plain = gunzipSync(await readFile(file));
  const damaged = Buffer.from(plain);
  // In a page of the table of users.
  const page = plain.indexOf("ada@example.com");
  damaged.write("eve", page);
  const manifest = manifestIn(plain);
  const claiming = async (other: Partial<Manifest>) => {
    const json = Buffer.from(JSON.stringify({ ...manifest, ...other }));
    const parts: Buffer[] = [];
    for await (const part of packMember({ name: manifestName, mode: 0o600, size: json.length }, json))
      parts.push(part);
    return gzipSync(Buffer.concat([...parts, archiveEnd]));
  };
  const packed = await readFile(file);
  const cases: [string, Buffer, RegExp][] = [
    ["cut", packed.subarray(0, packed.length / 2), /is not a whole backup of Callboard/],
    ["damaged", gzipSync(damaged), /is damaged: its table user_account cannot be read \(invalid page/],
    ["text", Buffer.from("no backup"), /is not a whole backup of Callboard/],
    ["old", await claiming({ postgres: 17 }), /is of PostgreSQL 17, and this release brings 18/],
    ["arch", await claiming({ arch: "mips" }), /another processor \(mips\)/],
    ["format", await claiming({ format: 2 as 1 }), /is not a backup that this release/],
  ];
  const names = await readdir(source);
  for (const [name, bytes, sentence] of cases) {
    await writeFile(at(name), bytes);
    const ran = await admin(`restore ${at(name)} --yes`, source);
    expect([name, ran.exitCode, ran.err]).toEqual([name, 1, expect.stringMatching(sentence)]);
  }
  expect(await admin(`restore ${at("nothing")} --yes`, source)).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining("There is no file"),
  });
  expect(await readdir(source)).toEqual(names);
  expect((await admin("user list", source)).out).toContain("ada@example.com");
});

test("a backup of a newer release, and a Callboard that runs, are refused", async () => {
  const newer = at("newer.callboard");
  await within(source, (client) =>
    client.query(
      "insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) values ('x', 'x', '29990101000000_later', now(), 1)",
    ),
  );
  await admin(`backup ${newer}`, source);
  expect(await admin(`restore ${newer}`, at("new"))).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining("is of a newer release"),
  });
  expect(existsSync(at("new", "postgres", "cluster"))).toBe(false);
  const running = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "start.mjs"]);
  onTestFinished(() => void running.kill("SIGKILL"));
  await once(running, "spawn");
  await writeFile(
    path.join(source, "running.json"),
    JSON.stringify({ pid: running.pid, appUrl: "http://localhost:3000", databaseUrl: null }),
  );
  expect(await admin(`restore ${newer} --yes`, source)).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining("Callboard already runs on"),
  });
});

test.runIf(process.getuid?.() === 0)(
  "root does not restore what another user's Callboard could not read",
  async () => {
    await admin("user create --email b@example.com --name B --role user", at("other"));
    await chown(at("other", "postgres"), 12_345, 12_345);
    expect(await admin(`restore ${file} --yes`, at("other"))).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining(
        "belongs to another user (number 12345). Run this as the user that Callboard runs as.",
      ),
    });
  },
);

test("for a database of one's own the commands that do it are told", async () => {
  const env = { DATABASE_URL: "postgresql://u:p@127.0.0.1:1/x", APP_SECRET: "x".repeat(32) };
  expect(await admin("backup /tmp/b", at("a"), env)).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining('Run: pg_dump --format=custom --file=/tmp/b "$DATABASE_URL"'),
  });
  expect(await admin("restore /tmp/b", at("a"), env)).toMatchObject({
    exitCode: 1,
    err: expect.stringContaining(
      'into an empty database: pg_restore --no-owner --exit-on-error --dbname="$DATABASE_URL" /tmp/b',
    ),
  });
  expect(await admin("backup", at("a"))).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining('"backup" needs FILE.'),
  });
});

/** After the archive's first header. */
function manifestIn(plain: Buffer): Manifest {
  return JSON.parse(plain.toString("utf8", 512, plain.indexOf("}\n", 512) + 1));
}
