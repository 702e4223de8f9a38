import type { EventEmitter } from "node:events";
import pg from "pg";
import { schemaOf } from "@/lib/database-schema";
import { log } from "@/lib/log";
import { acquireUsable, isLate } from "./acquire";
import { setEachTransaction } from "./each-transaction";
import { type Servers, serversAt } from "./servers";
import { type SessionLimits, type SessionSettings, sessionSettings, setSession } from "./session";

/** How one part of Callboard uses the database. Times in milliseconds. */
export type Door = {
  limits: SessionLimits;
  /** Until a connection is made; as long again until its session is set. */
  connectMs?: number;
  /** When this side gives up on an answer: longer than the statement may take, for the server's own end says why. */
  answerMs?: number;
  /** As it stands in pg_stat_activity, whatever the address says; "callboard" unless given. */
  applicationName?: string;
  keepAlive?: boolean;
  /** What the session is set to besides what every session is. */
  settings?: SessionSettings;
  /** Needs no session: behind a pooler, each of its transactions is set anew (docs/decisions/0055). */
  perTransaction?: boolean;
};

const defaultConnectMs = 4_000;
const minServerMs = 1_000;

/**
 * A pool whose connections are set (docs/decisions/0028) before anything else runs on them; one that cannot be set is closed
 * and its error is that of whoever asked. A connection that breaks fails what is asked of it, and never the process. Where one
 * turns out to lead to a server that is gone or takes no changes, none that was made before is used again (docs/decisions/0056).
 */
export function openPool(address: string, { max, ...door }: Door & { max: number }): pg.Pool {
  const { servers, config, prepare } = read(address, door);
  let oldest = 0;
  let made = 0;
  const numberOf = new WeakMap<object, number>();
  const dropAll = () => {
    oldest = made;
  };
  const pool = new pg.Pool({
    ...config(address),
    max,
    Client: function madeClient() {
      const client = clientOf(servers, config);
      made += 1;
      numberOf.set(client, made);
      whenReadOnly(client, dropAll);
      return client;
    } as unknown as typeof pg.Client,
    connectionTimeoutMillis: door.connectMs ?? defaultConnectMs,
    onConnect: async (client) => {
      client.on("error", () => {});
      await prepare(client);
    },
  });
  pool.on("error", (error) => log.warn({ event: "database.connection_lost", reason: error.message }));
  pool.on("release", (error) => {
    if (isLate(error)) dropAll();
  });
  acquireUsable(pool, {
    tries: servers.count,
    isUsable: (client) => (numberOf.get(client) ?? 0) > oldest,
  });
  return pool;
}

/**
 * One connection that is set as those of a pool are.
 * @throws what connecting or setting throws; then nothing stays open
 */
export async function connect(address: string, door: Door): Promise<pg.Client> {
  const { servers, config, prepare } = read(address, door);
  for (let left = servers.count; ; left -= 1) {
    const client = clientOf(servers, config);
    client.on("error", () => {});
    try {
      await client.connect();
      await prepare(client);
      return client;
    } catch (error) {
      void client.end().catch(() => {});
      if (left === 1) throw error;
    }
  }
}

/** A client of the server that is used at present; where it cannot be, the next one is of the server after it. */
function clientOf(servers: Servers, config: (server: string) => pg.ClientConfig): pg.Client {
  const server = servers.current();
  const client = new pg.Client(config(server));
  serverOf.set(client, server);
  const connecting = client.connect.bind(client) as (answer: (error?: Error) => void) => void;
  const connectTo = (answer?: (error?: Error) => void) => {
    const noteAnswer = (error?: Error) => {
      if (error) servers.failed(server);
      answer?.(error);
    };
    if (answer) return connecting(noteAnswer);
    return new Promise<void>((resolve, reject) => {
      connecting((error) => {
        noteAnswer(error);
        if (error) reject(error);
        else resolve();
      });
    });
  };
  client.connect = connectTo as typeof client.connect;
  return client;
}

const serverOf = new WeakMap<object, string>();

/** Calls `then` when the server refuses a change because it is read-only. */
function whenReadOnly(client: pg.Client, then: () => void): void {
  const { connection } = client as unknown as { connection: EventEmitter };
  connection.on("errorMessage", ({ code }: { code?: string }) => {
    if (code === "25006") then();
  });
}

const pooled = new WeakSet<pg.ClientBase>();

/** Whether a pooler stands between: another process answers than the one that was connected to. */
export const isPooled = (client: pg.ClientBase): boolean => pooled.has(client);

/** All that a session of this door on this database is set to. */
export const doorSettings = (address: string, { limits, settings }: Pick<Door, "limits" | "settings">) =>
  sessionSettings(limits, { search_path: schemaOf(address), ...settings });

function read(address: string, door: Door) {
  const withinMs = door.connectMs ?? defaultConnectMs;
  const settings = doorSettings(address, door);
  const servers = serversAt(address);
  const isPerTransaction = door.perTransaction ?? false;
  return {
    servers,
    config: (server: string): pg.ClientConfig => ({
      connectionString: withoutOurs(server),
      connectionTimeoutMillis: Math.max(minServerMs, withinMs / servers.count),
      query_timeout: door.answerMs,
      application_name: door.applicationName ?? "callboard",
      keepAlive: door.keepAlive,
    }),
    /** @throws what setting throws, and ReadOnlyServerError */
    async prepare(client: pg.ClientBase): Promise<void> {
      try {
        const found = await setSession(client, settings, withinMs, { unlessPooled: isPerTransaction });
        servers.assertUsable(found);
        if (!found.isPooled) return;
        pooled.add(client);
        if (isPerTransaction) setEachTransaction(client, settings);
      } catch (error) {
        servers.failed(serverOf.get(client) ?? "");
        throw error;
      }
    },
  };
}

/** The driver lets these parameters of an address win over what a door says, and sends the last three before the session is set. */
const ours = new Set([
  "schema",
  "target_session_attrs",
  "application_name",
  "binary",
  "client_encoding",
  "query_timeout",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
]);

function withoutOurs(address: string): string {
  const [base, ...rest] = address.split("?");
  if (rest.length === 0) return address;
  const kept = rest
    .join("?")
    .split("&")
    .filter((parameter) => !ours.has(new URLSearchParams(parameter).keys().next().value ?? ""));
  return kept.length === 0 ? `${base}` : `${base}?${kept.join("&")}`;
}
