import pino from "pino";
import { logLevel } from "@/lib/config";

/** JSON lines on stdout; `npm start` makes them readable on a terminal. Never a secret, token, password or whole URL query. */
export const log = pino({
  level: logLevel(),
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
});
