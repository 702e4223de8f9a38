import { writeSync } from "node:fs";
import { backoff } from "./backoff";

type LineWriter = {
  /** Takes whole lines; never waits. */
  write(lines: string): void;
  /** Writes what waits, for a second at most: for the process's end. */
  flushSync(): void;
  /** From now on lines are gathered for so long, so that thousands a second share a system call. */
  gather(maxMs: number): void;
};

/** Just under what a pipe holds: what is written comes through at once, and by few system calls. */
const maxGathered = 60_000;
/** Characters. What a reader that is slow for a second does not lose, and what one that never reads may cost. */
const maxWaiting = 4 * 1024 * 1024;
/** After a pipe was full: at first soon, since its reader is about to read, then less and less often. */
const retryBounds = { minMs: 1, maxMs: 50 };
const maxFlushMs = 1_000;

/**
 * Writes lines to a file descriptor and never waits for its reader (docs/decisions/0029): lines that a full pipe does not
 * take wait in memory, up to a bound; beyond that they are dropped, and counted.
 * @param onDropped the line that says how many were dropped, once there is room again
 */
export function lineWriter({
  fd,
  onDropped,
}: {
  fd: number;
  onDropped: (lines: number) => string;
}): LineWriter {
  // A pipe is made non-blocking when Node opens its stream; without that, a write would wait in the kernel.
  if (fd === 1) void process.stdout;
  let gathered = "";
  let rest = Buffer.alloc(0);
  let dropped = 0;
  let gatherMs = 0;
  const retry = backoff(retryBounds);
  let timer: NodeJS.Timeout | undefined;

  const nothing = () => rest.length === 0 && gathered === "" && dropped === 0;
  const later = (ms: number) => {
    timer ??= setTimeout(pump, ms).unref();
  };

  function pump(): void {
    clearTimeout(timer);
    timer = undefined;
    while (!nothing()) {
      if (rest.length === 0) {
        rest = Buffer.from(dropped === 0 ? gathered : `${gathered}${onDropped(dropped)}`);
        gathered = "";
        dropped = 0;
      }
      try {
        rest = rest.subarray(writeSync(fd, rest));
        retry.reset();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EAGAIN") {
          later(retry.fail());
          return;
        }
        // Nobody reads any more, and nobody is left to be onDropped.
        rest = Buffer.alloc(0);
        gathered = "";
        dropped = 0;
      }
    }
  }

  const writer: LineWriter = {
    write(lines) {
      if (rest.length + gathered.length + lines.length > maxWaiting) {
        dropped += lines.split("\n").length - 1;
        return;
      }
      gathered += lines;
      // What a full pipe did not take has its timer, and goes first.
      if (rest.length > 0) return;
      if (gatherMs === 0 || gathered.length >= maxGathered) pump();
      else later(gatherMs);
    },
    flushSync() {
      const end = performance.now() + maxFlushMs;
      pump();
      while (!nothing() && performance.now() < end) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, retryBounds.minMs);
        pump();
      }
    },
    gather(maxMs) {
      gatherMs = maxMs;
    },
  };
  process.on("exit", writer.flushSync);
  return writer;
}
