import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { pool } from "./pool";
import { prisma } from "./prisma";

/** Prisma reads, pg writes (docs/decisions/0038). */

const folders = ["app", "bench", "components", "e2e/faults", "lib", "prisma", "scripts"];
/** The door itself, what is generated for it, and programs of others that the benchmarks compare with. */
const beyond = /^(lib\/db|bench\/(peers|bare-next))\/|node_modules\/|\.test\.ts$/;

const verbs =
  "create|update|delete|upsert|createMany|updateMany|deleteMany|createManyAndReturn|updateManyAndReturn";
const raw = "executeRaw|executeRawUnsafe|queryRaw|queryRawUnsafe|transaction|extends";

/** What in this source writes through Prisma, or could unseen. Pure. */
function writes(source: string, models: readonly string[]): string[] {
  const delegates = new RegExp(`\\.\\s*(?:${models.join("|")})\\s*\\.\\s*(?:${verbs})\\s*\\(`, "g");
  const client = new RegExp(`\\.\\s*\\$(?:${raw})\\b`, "g");
  return [...source.matchAll(delegates), ...source.matchAll(client)].map(([text]) =>
    text.replace(/\s+/g, ""),
  );
}

/** As the client names them: `model ApiToken` is `apiToken`. */
async function modelNames(): Promise<string[]> {
  const schema = await readFile("prisma/schema.prisma", "utf8");
  return [...schema.matchAll(/^model (\w)(\w*)/gm)].map(([, first = "", rest]) => first.toLowerCase() + rest);
}

afterAll(async () => {
  await prisma().$disconnect();
  await pool().end();
});

test("nothing outside the door writes through Prisma", async () => {
  const models = await modelNames();
  expect(models).toEqual(expect.arrayContaining(["user", "apiToken", "auditEntry"]));
  const found: string[] = [];
  let searched = 0;
  for (const folder of folders) {
    for (const name of await readdir(folder, { recursive: true })) {
      const file = path.posix.join(folder, name.split(path.sep).join("/"));
      if (!/\.(ts|tsx|mjs|js)$/.test(file) || beyond.test(file)) continue;
      searched += 1;
      for (const text of writes(await readFile(file, "utf8"), models)) found.push(`${file}: ${text}`);
    }
  }
  expect(searched).toBeGreaterThan(300);
  expect(found).toEqual([]);
  const made = [
    "await tx.user\n  .update({ where: { id } })",
    "prisma().auditEntry.createMany({})",
    "prisma().$transaction(work)",
    "await tx.$executeRaw`select 1`",
  ];
  for (const source of made) expect([source, writes(source, models).length]).toEqual([source, 1]);
});

test("and the database would refuse it", async () => {
  const write = prisma().user.create({ data: { email: "x@example.com", name: "X", role: "user" } });
  await expect(write).rejects.toThrow(/read-only transaction/);
  await expect(prisma().$executeRaw`delete from user_account`).rejects.toThrow(/read-only transaction/);
  await expect(prisma().$transaction((tx) => tx.apiToken.deleteMany())).rejects.toThrow(/read-only/);
  expect(await prisma().user.count()).toBe(0);
});
