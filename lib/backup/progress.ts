/** Tells how far something is; a line of it every two seconds, so that short work says nothing. */
export type Progress = (done: number) => void;

const everyMs = 2_000;

/** @param line the sentence for what is done so far */
export function progressOf(say: (line: string) => void, line: (done: number) => string): Progress {
  let saidAt = performance.now();
  return (done) => {
    if (performance.now() - saidAt < everyMs) return;
    saidAt = performance.now();
    say(line(done));
  };
}

/** Bytes as people read them: "12 MB". */
export function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1_000_000)).toLocaleString("en-US")} MB`;
}
