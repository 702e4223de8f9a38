import { readFileSync } from "node:fs";
import { chmod, chown, copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "@/lib/testing/eventually";
import { connect } from "./connect";
import { type EmbeddedDatabase, startEmbedded } from "./embedded/start";
import { PrismaClient } from "./generated/client";
import { prismaAdapter } from "./prisma-adapter";
import { webDoor } from "./web-door";

/** What docs/operations/database.md says of TLS, with a server that has a certificate for `localhost` of an authority of its own. */

const certificates = path.resolve("lib/testing/certificates");
const authority = `sslrootcert=${path.join(certificates, "authority.crt")}`;
let folder: string;
let server: EmbeddedDatabase;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "callboard-tls-"));
  // As root the database's system user must be able to enter it.
  await chmod(folder, 0o711);
  server = await startEmbedded({ folder, durable: false });
  const cluster = path.join(folder, "cluster");
  const { uid, gid } = await stat(cluster);
  for (const [from, to] of [
    ["valid.crt", "server.crt"],
    ["valid.key", "server.key"],
  ] as const) {
    await copyFile(path.join(certificates, from), path.join(cluster, to));
    await chmod(path.join(cluster, to), 0o600);
    await chown(path.join(cluster, to), uid, gid);
  }
  const client = await connect(server.url, { limits: { statementMs: 5_000 } });
  await client.query("alter system set ssl = on");
  await client.query("select pg_reload_conf()");
  await client.end();
  await eventually(() => encrypted("localhost", "sslmode=no-verify").catch(() => false));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

function address(hostname: string, query: string): string {
  const url = Object.assign(new URL(server.url), { hostname });
  url.search = query;
  return url.href;
}

const question = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";

/** Whether a session by this address is encrypted. @throws where the server's certificate will not do */
async function encrypted(hostname: string, query: string): Promise<boolean> {
  const client = await connect(address(hostname, query), { limits: { statementMs: 5_000 } });
  try {
    return (await client.query<{ ssl: boolean }>(question)).rows[0]?.ssl === true;
  } finally {
    await client.end();
  }
}

test.each(["require", "prefer", "verify-ca", "verify-full"])(
  "sslmode=%s takes a certificate of a known authority for this name, and no other",
  async (mode) => {
    expect(await encrypted("localhost", `sslmode=${mode}&${authority}`)).toBe(true);
    await expect(encrypted("localhost", `sslmode=${mode}`)).rejects.toThrow(
      /unable to verify the first certificate/,
    );
    await expect(encrypted("127.0.0.1", `sslmode=${mode}&${authority}`)).rejects.toThrow(
      /does not match certificate's altnames/,
    );
  },
);

test("what verifies nothing, or what psql does, is encrypted all the same", async () => {
  expect(await encrypted("127.0.0.1", "sslmode=no-verify")).toBe(true);
  expect(await encrypted("127.0.0.1", "sslmode=require&uselibpqcompat=true")).toBe(true);
  expect(await encrypted("127.0.0.1", "")).toBe(false);
});

test("Prisma does the same", async () => {
  const ask = async (hostname: string, query: string) => {
    const adapter = prismaAdapter(address(hostname, query), { ...webDoor, max: 1 });
    const prisma = new PrismaClient({ adapter });
    return prisma.$queryRawUnsafe(question).finally(() => prisma.$disconnect());
  };
  expect(await ask("localhost", `sslmode=verify-full&${authority}`)).toEqual([{ ssl: true }]);
  await expect(ask("localhost", "sslmode=verify-full")).rejects.toThrow(/certificate/);
});

test("the modes that are tried are those of the docs", () => {
  const page = readFileSync("docs/operations/database.md", "utf8");
  for (const word of [
    "`require`, `prefer`, `verify-ca` and `verify-full` all verify",
    "`no-verify` verifies",
  ])
    expect(page).toContain(word);
});
