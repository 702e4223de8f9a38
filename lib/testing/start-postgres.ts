import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { connect } from "@/lib/db/connect";
import { startEmbedded } from "@/lib/db/embedded/start";
import { migrate } from "@/lib/db/migrate";
import { prepare } from "@/scripts/prepare.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of the test server's maintenance database. */
    postgresUrl: string;
  }
}

const templateDatabase = "callboard_template";

/** Vitest's global setup: a private PostgreSQL for this run and a migrated template every test file copies. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  // Tests that start programs do the same; the first would do it for all of them, while others read.
  await prepare({ web: false });
  // Not under the checkout: as root the database's system user must be able to enter it.
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-test-"));
  const server = await startEmbedded({ folder, durable: false });
  const maintenanceUrl = Object.assign(new URL(server.url), { pathname: "/postgres" }).href;
  const client = await connect(maintenanceUrl, { limits: { statementMs: 0 } });
  await client.query(`create database ${templateDatabase}`);
  await client.end();
  await migrate(
    Object.assign(new URL(server.url), { pathname: `/${templateDatabase}` }).href,
    "prisma/migrations",
  );
  project.provide("postgresUrl", maintenanceUrl);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
