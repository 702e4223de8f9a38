import { randomBytes } from "node:crypto";
import { log } from "@/lib/log";

/** Logs an unexpected error once, with context, and gives the constant sentence people see instead of it. */
export function unexpected(error: unknown, context: Record<string, unknown>): string {
  const reference = randomBytes(4).toString("hex");
  log.error({ event: "request.failed", reference, ...context, err: error });
  return `${sentenceFor(error)} Reference: ${reference}.`;
}

function sentenceFor(error: unknown): string {
  if (isOutOfConnections(error)) {
    return "The database has no connection left for Callboard. Nothing was changed; try again in a moment, and tell whoever runs it if this goes on.";
  }
  if (isReadOnly(error)) {
    return "The database takes no changes at the moment, as while it is moved to another server. Nothing was changed; try again in a moment.";
  }
  if (isOutOfResources(error)) {
    return "The database cannot take changes at the moment (its disk may be full). Nothing was changed; tell whoever runs it.";
  }
  if (isUndecided(error)) {
    return "The database does not answer. Whether this was done is not known: look before you try again.";
  }
  if (isBusy(error)) {
    return "This took too long, because others are changing the same just now. Nothing was changed; try again in a moment.";
  }
  if (isOutOfTime(error)) {
    return "This took the database longer than it may, so it was ended. Nothing was changed; try again in a moment.";
  }
  if (isDatabaseAway(error))
    return "The database does not answer. Nothing was changed; try again in a moment.";
  return "Something went wrong on our side. Nothing was changed; try again.";
}

/** SQLSTATE 53300; Prisma's P2037: every connection that the server, the database or the role may have is in use. */
const isOutOfConnections = (error: unknown) => /^(53300|P2037)$/.test(codeOf(error));

/** SQLSTATE 25006: the server is a standby, or about to become one. */
const isReadOnly = (error: unknown) => codeOf(error) === "25006";

/** SQLSTATE class 53 (insufficient resources), and 58030: writing to the disk failed. */
const isOutOfResources = (error: unknown) => /^(53|58030)/.test(codeOf(error));

/**
 * SQLSTATE 55P03, 40P01, 40001: the server ended a statement that waited for others too long, in a circle, or that others came
 * before, and undid it.
 */
const isBusy = (error: unknown) => /^(55P03|40P01|40001)$/.test(codeOf(error));

/** SQLSTATE 57014: the statement's time was up. Whether it waited or had much to do, the server does not say. */
const isOutOfTime = (error: unknown) => codeOf(error) === "57014";

/** The connection ended, or the answer did not come, when the statement was already on its way. */
function isUndecided(error: unknown): boolean {
  return (
    undecidedCodes.has(codeOf(error)) ||
    isConnectionException(error) ||
    (error instanceof Error && /terminated unexpectedly|Query read timeout/i.test(error.message))
  );
}

const undecidedCodes = new Set(["P1008", "P1017", "ECONNRESET", "EPIPE", "57P01", "57P02"]);

/** SQLSTATE class 08 with the end of the connection: how a pooler says that it lost its server, or has none. */
const isConnectionException = (error: unknown) =>
  /^08/.test(codeOf(error)) && error instanceof Error && "severity" in error && error.severity === "FATAL";

const awayCodes = new Set([
  ...undecidedCodes,
  "P1001",
  "P1002",
  "P2024",
  "P2028",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "57P03",
  "ETIMEDOUT",
]);

/**
 * Whether the database, rather than our code, is the cause: refused, shutting down, starting up, read-only, busy, out of time, of
 * resources or of connections.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (
    awayCodes.has(codeOf(error)) ||
    isOutOfConnections(error) ||
    isReadOnly(error) ||
    isOutOfResources(error) ||
    isUndecided(error) ||
    isBusy(error) ||
    isOutOfTime(error)
  ) {
    return true;
  }
  // The driver's own words for a connection that broke before the statement was sent have no code.
  return /terminated|not queryable|timeout exceeded when trying to connect|DatabaseNotReachable|ECONNREFUSED/i.test(
    error.message,
  );
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
