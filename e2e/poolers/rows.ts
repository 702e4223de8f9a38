import { hasPgBouncer, type Pooler, startPgBouncer } from "@/lib/testing/pgbouncer";
import { hasPgpool, startPgpool } from "@/lib/testing/pgpool";
import { onServer, startServer } from "../faults/database";
import type { Stage } from "../faults/stage";
import { suite } from "../faults/suite";
import { refusedStart, useCallboard } from "./use-callboard";

type Row = {
  number: number;
  title: string;
  program: string;
  isThere: boolean;
  /** @returns what was seen */
  run: (stage: Stage) => Promise<string>;
};

const pgBouncer = { program: "/usr/sbin/pgbouncer", isThere: hasPgBouncer };
const pgpool = { program: "/usr/sbin/pgpool", isThere: hasPgpool };

/** A client keeps its server connection, so there have to be as many as Callboard opens. */
const inSessions = { default_pool_size: 60 };

export const rows: Row[] = [
  {
    number: 1,
    title: "PgBouncer in session mode, for web and dispatchers",
    ...pgBouncer,
    run: async (stage) => {
      const database = await newDatabase(stage);
      const pooler = await up(stage, startPgBouncer(database, "session", inSessions));
      return useCallboard(stage, { DATABASE_URL: pooler.url });
    },
  },
  {
    number: 2,
    title: "PgBouncer in transaction mode for the web app, a direct connection for the rest",
    ...pgBouncer,
    run: async (stage) => {
      const database = await newDatabase(stage);
      const pooler = await up(stage, startPgBouncer(database, "transaction"));
      return useCallboard(stage, { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: database });
    },
  },
  {
    number: 3,
    title: "PgBouncer in transaction mode for the web app, in session mode for the rest",
    ...pgBouncer,
    run: async (stage) => {
      const database = await newDatabase(stage);
      const web = await up(stage, startPgBouncer(database, "transaction"));
      const rest = await up(stage, startPgBouncer(database, "session", inSessions));
      return useCallboard(stage, { DATABASE_URL: web.url, DATABASE_DIRECT_URL: rest.url });
    },
  },
  {
    number: 4,
    title: "PgBouncer in transaction mode, and nothing for dispatchers",
    ...pgBouncer,
    run: async (stage) => {
      const database = await newDatabase(stage);
      const pooler = await up(stage, startPgBouncer(database, "transaction"));
      const sentence = await refusedStart(stage, { DATABASE_URL: pooler.url });
      if (!/behind a pooler in transaction mode.*Set DATABASE_DIRECT_URL to/.test(sentence)) {
        throw new Error(`It was not refused as it should be: ${sentence}`);
      }
      return "refused, with what to set.";
    },
  },
  {
    number: 5,
    title: "PgBouncer in transaction mode on a node without dispatchers, which migrates through it",
    ...pgBouncer,
    run: async (stage) => {
      const database = await newDatabase(stage);
      const pooler = await up(stage, startPgBouncer(database, "transaction"));
      return useCallboard(stage, { DATABASE_URL: pooler.url, DISPATCHERS: "0" }, { dispatcherAt: database });
    },
  },
  {
    number: 6,
    title: "pgpool-II, for web and dispatchers",
    ...pgpool,
    run: async (stage) => {
      const database = await newDatabase(stage);
      const pooler = await up(stage, startPgpool(database));
      return useCallboard(stage, { DATABASE_URL: pooler.url });
    },
  },
  {
    number: 7,
    title: "PgBouncer in transaction mode for `npm run api`, a direct connection for the rest",
    ...pgBouncer,
    run: async (stage) => {
      const database = await newDatabase(stage);
      const pooler = await up(stage, startPgBouncer(database, "transaction"));
      const apiAt = { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: database };
      return useCallboard(stage, { DATABASE_URL: database }, { apiAt });
    },
  },
];

async function up(stage: Stage, starting: Promise<Pooler>): Promise<Pooler> {
  const pooler = await starting;
  stage.after(() => pooler.stop());
  return pooler;
}

let server: ReturnType<typeof startServer> | undefined;
let made = 0;

/** The address of a database of its own, empty. */
async function newDatabase(stage: Stage): Promise<string> {
  server ??= startServer(suite);
  const { url } = await server;
  made += 1;
  const name = `pooled_${made}`;
  await onServer(url, `create database ${name}`);
  stage.after(() => onServer(url, `drop database if exists ${name} with (force)`));
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
