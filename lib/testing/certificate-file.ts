import { readFileSync } from "node:fs";
import path from "node:path";

/** A file of `certificates/`; `how-made.sh` there says what is in them. */
export function certificateFile(name: string): string {
  return readFileSync(path.resolve("lib/testing/certificates", name), "utf8");
}
