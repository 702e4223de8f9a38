import pg from "pg";
import { schemaOf } from "@/lib/database-schema";
import { log } from "@/lib/log";
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
};

const defaultConnectMs = 4_000;

/**
 * A pool whose connections are set (docs/decisions/0028) before anything else runs on them; one that cannot be set is closed
 * and its error is that of whoever asked. A connection that breaks fails what is asked of it, and never the process.
 */
export function openPool(address: string, { max, ...door }: Door & { max: number }): pg.Pool {
  const { settings, withinMs, config } = read(address, door);
  const pool = new pg.Pool({
    ...config,
    max,
    onConnect: async (client) => {
      client.on("error", () => {});
      await setSession(client, settings, withinMs);
    },
  });
  pool.on("error", (error) => log.warn({ event: "database.connection_lost", reason: error.message }));
  return pool;
}

/**
 * One connection that is set as those of a pool are.
 * @throws what connecting or setting throws; then nothing stays open
 */
export async function connect(address: string, door: Door): Promise<pg.Client> {
  const { settings, withinMs, config } = read(address, door);
  const client = new pg.Client(config);
  client.on("error", () => {});
  try {
    await client.connect();
    await setSession(client, settings, withinMs);
    return client;
  } catch (error) {
    void client.end().catch(() => {});
    throw error;
  }
}

/** All that a session of this door on this database is set to. */
export const doorSettings = (address: string, { limits, settings }: Pick<Door, "limits" | "settings">) =>
  sessionSettings(limits, { search_path: schemaOf(address), ...settings });

function read(address: string, door: Door) {
  const withinMs = door.connectMs ?? defaultConnectMs;
  return {
    settings: doorSettings(address, door),
    withinMs,
    config: {
      connectionString: withoutOurs(address),
      connectionTimeoutMillis: withinMs,
      query_timeout: door.answerMs,
      application_name: door.applicationName ?? "callboard",
      keepAlive: door.keepAlive,
    },
  };
}

/** The driver lets these parameters of an address win over what a door says, and sends the last three before the session is set. */
const ours = new Set([
  "schema",
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
