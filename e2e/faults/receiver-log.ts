import { readFile } from "node:fs/promises";

/** One request as the receiver's log has it. Times are milliseconds of the machine's monotonic clock. */
export type Logged = {
  at: number;
  /** Without the query. */
  path: string;
  webhookId: string;
  bytes: number;
  /** The status that was written back, or null: none yet, or nothing that begins with a status. */
  status: number | null;
  answeredAt: number | null;
  closedAt: number | null;
};

/** Milliseconds of the clock that all processes of a machine share. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** The log's lines: a request when it arrived, its answer when that was written, its connection's end. */
export const logLine = {
  request: (
    sequence: number,
    { at, path, webhookId, bytes }: Omit<Logged, "status" | "answeredAt" | "closedAt">,
  ) => `r\t${sequence}\t${at.toFixed(3)}\t${path}\t${webhookId}\t${bytes}\n`,
  answer: (sequence: number, at: number, status: number) => `a\t${sequence}\t${at.toFixed(3)}\t${status}\n`,
  closed: (sequence: number, at: number) => `c\t${sequence}\t${at.toFixed(3)}\n`,
};

/** All requests of a log, in the order they arrived. */
export function parseLog(text: string): Logged[] {
  const requests: Logged[] = [];
  for (const line of text.split("\n")) {
    const [kind, sequence, at, ...rest] = line.split("\t");
    const place = Number(sequence);
    const known = requests[place];
    if (kind === "r") {
      const [path = "", webhookId = "", bytes] = rest;
      requests[place] = {
        at: Number(at),
        path,
        webhookId,
        bytes: Number(bytes),
        status: null,
        answeredAt: null,
        closedAt: null,
      };
    } else if (known && kind === "a") {
      known.status = Number(rest[0]);
      known.answeredAt = Number(at);
    } else if (known && kind === "c") known.closedAt = Number(at);
  }
  return requests;
}

export async function readLog(file: string): Promise<Logged[]> {
  return parseLog(await readFile(file, "utf8"));
}
