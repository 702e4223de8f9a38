import type pg from "pg";

/** What a door allows its sessions, in milliseconds; 0 is no limit. */
export type SessionLimits = {
  statementMs: number;
  /** Between two statements of one transaction. */
  idleInTransactionMs?: number;
};

export type SessionSettings = Record<string, string>;

/** What the drivers' parsers and the statements rely on. Names as pg_settings spells them. */
const everySession: SessionSettings = {
  TimeZone: "UTC",
  DateStyle: "ISO, MDY",
  IntervalStyle: "postgres",
  bytea_output: "hex",
  extra_float_digits: "1",
  array_nulls: "on",
  client_encoding: "UTF8",
  standard_conforming_strings: "on",
  default_transaction_isolation: "read committed",
  // Statements have a limit of their own, which a wait for a lock counts against; sessions that LISTEN stay idle for hours.
  lock_timeout: "0",
  transaction_timeout: "0",
  idle_session_timeout: "0",
};

const defaultIdleInTransactionMs = 30_000;

/** All that a session of this door is set to, by name. @param own what this door sets besides, such as the planner's */
export function sessionSettings(limits: SessionLimits, own: SessionSettings = {}): SessionSettings {
  return {
    ...everySession,
    statement_timeout: String(limits.statementMs),
    idle_in_transaction_session_timeout: String(limits.idleInTransactionMs ?? defaultIdleInTransactionMs),
    ...own,
  };
}

/** What a connection turned out to lead to as its session was set. */
export type Found = {
  /** The server process that answered is not the one that was connected to: a pooler is between, which may give each transaction another. */
  isPooled: boolean;
  isStandby: boolean;
  /** It takes no changes: a standby, or `default_transaction_read_only` is on. */
  isReadOnly: boolean;
};

/**
 * Sets the session, in one round trip and all or nothing (docs/decisions/0028). What the server does not know yet
 * (transaction_timeout before 17) is left out.
 * @param withinMs after which the connection counts as broken
 * @param options.unlessPooled leaves the session of a pooler as it is, for it is somebody else's as well (docs/decisions/0055)
 * @throws what the database throws; the connection must not be used then
 */
export async function setSession(
  client: pg.ClientBase & { processID?: number | null },
  settings: SessionSettings,
  withinMs: number,
  { unlessPooled = false } = {},
): Promise<Found> {
  const mine = `pg_backend_pid() = ${client.processID ?? 0}`;
  const text = `select not ${mine} as "isPooled", pg_is_in_recovery() as "isStandby",
    current_setting('transaction_read_only') = 'on' as "isReadOnly",
    (select count(${setTo(settings, { local: false })}${unlessPooled ? ` and ${mine}` : ""})`;
  // The driver's types leave this limit out.
  const query: pg.QueryConfig & { query_timeout: number } = { text, query_timeout: withinMs };
  const { rows } = await client.query<Found>(query);
  if (!rows[0]) throw new Error("The session could not be set.");
  return rows[0];
}

/** What holds for a whole transaction and is said as it begins, or means nothing in one. */
const ofTransactions = new Set([
  "default_transaction_isolation",
  "default_transaction_read_only",
  "idle_session_timeout",
]);

/** Those that are set in each transaction where the session is not to be relied on. */
export function transactionSettings(settings: SessionSettings): SessionSettings {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !ofTransactions.has(name)));
}

/** Statements that begin a transaction whose session is set for as long as it lasts, and tell what it runs on. */
export function beginStatements(settings: SessionSettings, begin?: string): string {
  const own = `begin isolation level ${settings.default_transaction_isolation}${settings.default_transaction_read_only === "on" ? ", read only" : ""}`;
  return `${begin ?? own}; select pg_is_in_recovery() as "isStandby", (select count(${setTo(transactionSettings(settings), { local: true })})`;
}

/** The arguments of a `count` that sets as it counts, and what it counts. */
function setTo(settings: SessionSettings, { local }: { local: boolean }): string {
  const values = Object.entries(settings).map(([name, value]) => `(${quoted(name)}, ${quoted(value)})`);
  return `set_config(name, value, ${local})) from (values ${values.join(", ")}) as session (name, value)
    where current_setting(name, true) is not null`;
}

/** Names and values are constants of ours; nothing in them needs more than this, whatever the session says of backslashes. */
function quoted(text: string): string {
  if (!/^[\w ,.-]*$/.test(text)) throw new Error(`${text} cannot be set for a session.`);
  return `'${text}'`;
}
