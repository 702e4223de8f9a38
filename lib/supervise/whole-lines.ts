import type { Readable } from "node:stream";
import { leftOut } from "@/lib/cut-text";

/** Characters. Twice what a line of our own logger may have: only what others print is ever cut. */
const maxLine = 128 * 1024;

/**
 * Reads a stream line by line, those together that came together. Looks at each character once, and holds at most one line:
 * of a longer one its beginning, with a mark of how much was left out.
 */
export function wholeLines(stream: Readable, take: (lines: string[]) => void): void {
  let beginning = "";
  let missing = 0;
  const add = (piece: string) => {
    const kept = piece.slice(0, maxLine - beginning.length);
    beginning += kept;
    missing += piece.length - kept.length;
  };
  const end = (): string => {
    const line = missing === 0 ? beginning : `${beginning}${leftOut(missing)}`;
    beginning = "";
    missing = 0;
    return line;
  };
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines: string[] = [];
    let from = 0;
    for (let at = chunk.indexOf("\n"); at !== -1; at = chunk.indexOf("\n", from)) {
      add(chunk.slice(from, at));
      lines.push(end());
      from = at + 1;
    }
    add(chunk.slice(from));
    if (lines.length > 0) take(lines);
  });
  stream.on("end", () => take([end()]));
}
