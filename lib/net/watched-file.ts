import { readFileSync, statSync } from "node:fs";

/** How long what was read is taken for granted before the file's state is asked again. */
const recheckMs = 1_000;

/**
 * What a small file of the system says, read anew once the file changed. Its state is asked at most once a second, and on this
 * thread: libuv's four may all wait for dead names. A file that is missing or unreadable reads as empty.
 */
export function watchFile<Content>(file: string, parse: (text: string) => Content): () => Content {
  let checkedAtMs = Number.NEGATIVE_INFINITY;
  let state = "";
  let content = parse("");
  return () => {
    if (performance.now() - checkedAtMs > recheckMs) {
      checkedAtMs = performance.now();
      const now = stateOf(file);
      if (now !== state) {
        content = parse(now === "" ? "" : textOf(file));
        state = now;
      }
    }
    return content;
  };
}

/** What changes whenever the file does; empty where there is none. */
function stateOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.mtimeNs} ${stat.ctimeNs} ${stat.size} ${stat.ino}` : "";
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
