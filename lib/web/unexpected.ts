import { randomBytes } from "node:crypto";
import { log } from "@/lib/log";

/** Logs an unexpected error once, with context, and gives the constant sentence people see instead of it. */
export function unexpected(error: unknown, context: Record<string, unknown>): string {
  const reference = randomBytes(4).toString("hex");
  log.error({ event: "request.failed", reference, ...context, err: error });
  if (isDatabaseAway(error))
    return `The database does not answer. Nothing was changed; try again in a moment. Reference: ${reference}.`;
  return `Something went wrong on our side. Nothing was changed; try again. Reference: ${reference}.`;
}

const awayCodes = new Set([
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "ECONNREFUSED",
  "ECONNRESET",
  "57P01",
  "57P03",
  "ETIMEDOUT",
]);

/** Whether the database, rather than our code, is the cause: refused, shutting down, starting up, or out of time. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  if (code && awayCodes.has(code)) return true;
  return /terminated|timeout exceeded when trying to connect|DatabaseNotReachable|ECONNREFUSED/i.test(
    error.message,
  );
}
