/** Told how many bytes are done. */
type Progress = (done: number) => void;

export type StartProgress = (totalBytes: number) => Progress;

const everyMs = 2_000;

/**
 * Prints how far something is, a line every two seconds, so that short work prints nothing.
 * @param line the sentence for what is done so far
 */
export function progressOf(print: (line: string) => void, line: (done: number) => string): Progress {
  let printedAtMs = performance.now();
  return (done) => {
    if (performance.now() - printedAtMs < everyMs) return;
    printedAtMs = performance.now();
    print(line(done));
  };
}

/** Bytes as people read them: "12 MB". */
export function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1_000_000)).toLocaleString("en-US")} MB`;
}
