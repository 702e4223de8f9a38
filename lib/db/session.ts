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

/**
 * Sets the session, in one round trip and all or nothing (docs/decisions/0028). What the server does not know yet
 * (transaction_timeout before 17) is left out.
 * @param withinMs after which the connection counts as broken
 * @throws what the database throws; the connection must not be used then
 */
export async function setSession(
  client: pg.ClientBase,
  settings: SessionSettings,
  withinMs: number,
): Promise<void> {
  const values = Object.entries(settings).map(([name, value]) => `(${quoted(name)}, ${quoted(value)})`);
  const text = `select set_config(name, value, false) from (values ${values.join(", ")}) as session (name, value)
    where current_setting(name, true) is not null`;
  // The driver's types leave this limit out.
  const query: pg.QueryConfig & { query_timeout: number } = { text, query_timeout: withinMs };
  await client.query(query);
}

/** Names and values are constants of ours; nothing in them needs more than this, whatever the session says of backslashes. */
function quoted(text: string): string {
  if (!/^[\w ,.-]*$/.test(text)) throw new Error(`${text} cannot be set for a session.`);
  return `'${text}'`;
}
