import diagnostics from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { awaitAnswer, type Connection, type ConnectTimings, connectionOf } from "./connection";

/** What went out for a call, and on which connection; nothing of it is known before. */
export type SentRequest = {
  /** Request line and headers, as they were written. */
  head: string | null;
  connection: Connection | undefined;
  /** Of a connection made for this call; null on a reused one. */
  timings: ConnectTimings | null;
};

let starting: SentRequest | null = null;

/**
 * Notes in `sent` what undici writes next. To be called when undici says that a request starts: which bytes it writes to which
 * socket it says right after that, before any other request starts. `lib/net/self-check.ts` sees at each start that it still does.
 */
export function noteNextRequest(sent: SentRequest): void {
  starting = sent;
}

diagnostics.subscribe("undici:client:sendHeaders", (message) => {
  if (!starting) return;
  const { headers, socket } = message as { headers: string; socket: Socket };
  const connection = connectionOf(socket);
  starting.head = headers;
  starting.connection = connection;
  if (connection) {
    starting.timings = connection.timings;
    connection.timings = null;
    awaitAnswer(connection);
  }
  starting = null;
});
