import type { Socket } from "node:net";
import { headEnd, maxHeadBytes, readResponseHead } from "./response-head";

/** Milliseconds a new connection took; null for a phase it did not need. */
export type ConnectTimings = { dnsMs: number | null; connectMs: number; tlsMs: number | null };

/** What is known of a connection between its calls and while one waits for its answer. */
export type Connection = {
  /** What making it took, until its first call takes note of it. */
  timings: ConnectTimings | null;
  /** A request went out and nothing of its final answer has come yet. */
  awaiting: boolean;
  /** Interim answers (1xx) to the request under way. */
  interimAnswers: number;
  /** The beginning of an interim answer whose end has not come yet. */
  held: Buffer | null;
  /** The bytes of the final answer up to the read in which its headers ended; null before, and once they were understood. */
  head: Buffer | null;
  headEnded: boolean;
  /** So many bytes at the end of `head` have not been handed over. */
  withheld: number;
  /** When its last answer was complete, by `performance.now()`. */
  idleSinceMs: number;
  /** For how long it was idle before the call under way. */
  idleMs: number;
  idleTimer: NodeJS.Timeout | undefined;
  close: () => void;
};

const connections = new WeakMap<Socket, Connection>();

export function connectionOf(socket: Socket): Connection | undefined {
  return connections.get(socket);
}

/** After so many nothing more is read: a flood of them must not keep the process busy until the call's time is up. */
const maxInterimAnswers = 1_000;
const statusAt = "HTTP/1.1 ".length;
const digit1 = 0x31;

/**
 * Remembers a new connection, and makes its reader see final answers only. Interim answers may precede any answer (RFC
 * 9110, 15.2), but undici tears the connection on an unasked `100 Continue`. The head of the final answer is kept for the
 * case that the parser refuses what HTTP permits; where one comes in pieces and looks like that, the parser gets it whole.
 */
export function trackConnection(socket: Socket, timings: ConnectTimings): void {
  const connection: Connection = {
    timings,
    awaiting: false,
    interimAnswers: 0,
    held: null,
    head: null,
    headEnded: true,
    withheld: 0,
    idleSinceMs: 0,
    idleMs: 0,
    idleTimer: undefined,
    close: () => socket.destroy(),
  };
  connections.set(socket, connection);
  const read = socket.read.bind(socket);
  socket.read = (size?: number) => {
    while (connection.interimAnswers < maxInterimAnswers) {
      const chunk: Buffer | null = read(size);
      if (chunk === null || connection.headEnded) return chunk;
      const rest = connection.awaiting ? skipInterim(connection, chunk) : chunk;
      const ready = rest && keepHead(connection, rest);
      if (ready) return ready;
    }
    return null;
  };
}

/** Notes that a request went out: what comes next is its answer. */
export function awaitAnswer(connection: Connection): void {
  connection.awaiting = true;
  connection.interimAnswers = 0;
  connection.head = null;
  connection.headEnded = false;
  connection.withheld = 0;
  connection.idleMs = performance.now() - connection.idleSinceMs;
  clearTimeout(connection.idleTimer);
}

/** Notes that an answer is complete. @param limitMs the connection is closed after so long without another call */
export function markIdle(connection: Connection, limitMs: number | null): void {
  connection.idleSinceMs = performance.now();
  if (limitMs !== null) connection.idleTimer = setTimeout(connection.close, limitMs).unref();
}

/** What of the head may be handed to the parser now; null when nothing. */
function keepHead(connection: Connection, chunk: Buffer): Buffer | null {
  const head = connection.head ? Buffer.concat([connection.head, chunk]) : chunk;
  const from = head.length - chunk.length - connection.withheld;
  connection.head = head;
  connection.headEnded = head.length > maxHeadBytes || head.includes(headEnd);
  connection.withheld = 0;
  if (!connection.headEnded) {
    const { odd, fault } = readResponseHead(head);
    if (odd !== null && fault === null) {
      connection.withheld = head.length - from;
      return null;
    }
  }
  return from === 0 ? head : head.subarray(from);
}

/** What of the bytes belongs to a final answer; null when nothing yet. */
function skipInterim(connection: Connection, chunk: Buffer): Buffer | null {
  if (!connection.held && chunk.length > statusAt && chunk[statusAt] !== digit1) {
    connection.awaiting = false;
    return chunk;
  }
  let bytes = connection.held ? Buffer.concat([connection.held, chunk]) : chunk;
  connection.held = null;
  while (bytes.length > 0) {
    if (!mayBeInterim(bytes)) {
      connection.awaiting = false;
      return bytes;
    }
    const end = bytes.indexOf("\r\n\r\n");
    if (end === -1) {
      if (bytes.length > maxHeadBytes) {
        connection.awaiting = false;
        return bytes;
      }
      connection.held = bytes;
      return null;
    }
    connection.interimAnswers += 1;
    bytes = bytes.subarray(end + 4);
  }
  return null;
}

const interimLine = /^HTTP\/1\.[01] 1(?!01)\d\d[ \r]/;

/** Whether this is, or may yet become, an interim status line. 101 is none: it ends HTTP on the connection. */
function mayBeInterim(bytes: Buffer): boolean {
  const pattern = "HTTP/1.1 102 ";
  const begin = bytes.toString("latin1", 0, pattern.length);
  return interimLine.test(begin + pattern.slice(begin.length));
}
