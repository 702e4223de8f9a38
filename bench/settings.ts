import { z } from "zod";

const wholeNumber = (name: string, from: number, fallback: number): number => {
  const parsed = z.coerce
    .number()
    .int()
    .min(from)
    .default(fallback)
    .safeParse(process.env[name] || undefined);
  if (parsed.success) return parsed.data;
  console.error(`${name} must be a whole number, at least ${from}.`);
  process.exit(1);
};

/** How often everything is measured. */
export const rounds = wholeNumber("BENCH_ROUNDS", 1, 3);
/** Calls in a timed run. The sizes of backlogs follow it, so that a small run is small throughout. */
export const calls = wholeNumber("BENCH_CALLS", 1_000, 20_000);
export const deadBacklog = calls * 10;
export const finishedRows = calls * 50;
export const pendingRows = calls * 5;

/** Deliveries in the log that is searched. */
export const logRows = wholeNumber("BENCH_LOG", 1_000, 1_000_000);

export const inFlight = 64;
export const endpointCount = 50;
/** What each program makes before it is timed. */
export const warmUpCalls = 2_000;
/** A server of one's own to measure on; undefined: an embedded one. */
export const serverUrl = process.env.BENCH_DATABASE_URL || undefined;
/** Another checkout of Callboard, built, to compare with; undefined: nothing is. */
export const olderCheckout = process.env.BENCH_AGAINST || undefined;

/** Another sender, which runs already: its API, the key for it, and its processes, the program's own first. */
export type OtherServer = { url: string; key: string; pids: number[] };

const otherServer = (url = "", key = "", pids = ""): OtherServer | undefined =>
  url ? { url, key, pids: pids.split(",").filter(Boolean).map(Number) } : undefined;

export const svixServer = otherServer(
  process.env.BENCH_SVIX,
  process.env.BENCH_SVIX_TOKEN,
  process.env.BENCH_SVIX_PIDS,
);
export const outpostServer = otherServer(
  process.env.BENCH_OUTPOST,
  process.env.BENCH_OUTPOST_KEY,
  process.env.BENCH_OUTPOST_PIDS,
);
