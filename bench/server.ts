import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type pg from "pg";
import { connect, type Door, openPool } from "@/lib/db/connect";
import { startEmbedded } from "@/lib/db/embedded/start";
import { atTheEnd } from "./clean-up";
import { serverUrl } from "./settings";

/** Seeding and counting take long, and a snapshot is held for as long as a scenario wants. */
const door: Door = { limits: { statementMs: 0, idleInTransactionMs: 0 } };

export type Database = { url: string; pool: pg.Pool };

export type Server = {
  /** A sentence for the report's head. */
  described: string;
  /** Process of one of the server's backends that stays, to find the server by; 0 when it is not on this machine. */
  backendPid: number;
  /** Gives `use` an empty database of its own, which is dropped afterwards. */
  withDatabase<T>(use: (database: Database) => Promise<T>): Promise<T>;
  checkpoint(): Promise<void>;
};

/** Opens the server at BENCH_DATABASE_URL, else an embedded PostgreSQL in a temporary folder, its durability on. */
export async function openServer(): Promise<Server> {
  const url = serverUrl ?? (await startOwn());
  const maintenance = await connect(url, door);
  atTheEnd(() => maintenance.end());
  const { rows } = await maintenance.query<{ version: string; fsync: string; pid: number; local: boolean }>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync, pg_backend_pid() as pid,
       coalesce(inet_server_addr() <<= '127.0.0.0/8' or inet_server_addr() = '::1', true) as local`,
  );
  const [about] = rows;
  return {
    described: `PostgreSQL ${about?.version}, fsync ${about?.fsync}`,
    backendPid: about?.local ? about.pid : 0,
    async withDatabase(use) {
      const name = `callboard_bench_${randomBytes(4).toString("hex")}`;
      await maintenance.query(`create database ${name}`);
      const drop = atTheEnd(async () => {
        await maintenance.query(`drop database ${name} with (force)`);
      });
      const own = Object.assign(new URL(url), { pathname: `/${name}` }).href;
      const pool = openPool(own, { ...door, max: 4 });
      try {
        return await use({ url: own, pool });
      } finally {
        await pool.end();
        await drop();
      }
    },
    async checkpoint() {
      await maintenance.query("checkpoint");
    },
  };
}

async function startOwn(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-bench-"));
  atTheEnd(() => rm(folder, { recursive: true, force: true }));
  const starting = startEmbedded({ folder });
  atTheEnd(async () => {
    const server = await starting.catch(() => null);
    await server?.stop();
  });
  return (await starting).url;
}
