/** Browsers keep a Blob this large on disk rather than in memory. */
const blobBytes = 8 * 1024 * 1024;
const lineFeed = 10;

type Downloaded =
  | { kind: "whole"; blob: Blob; fileName: string; lines: number }
  | { kind: "failed"; message: string };

/**
 * Fetches a file of lines and counts them as they come. The whole of it is kept until it is saved, for a part of it must never
 * pass for the whole.
 * @param onLines is told how many lines there are so far
 * @throws what fetch throws when the signal is given
 */
export async function downloadRows(
  url: string,
  { signal, onLines }: { signal: AbortSignal; onLines: (lines: number) => void },
): Promise<Downloaded> {
  try {
    const response = await fetch(url, { signal, cache: "no-store" });
    if (!response.ok || !response.body) return { kind: "failed", message: await problemIn(response) };
    const reader = response.body.getReader();
    const blobs: Blob[] = [];
    let chunks: Uint8Array<ArrayBuffer>[] = [];
    let [bytes, lines] = [0, 0];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (let at = value.indexOf(lineFeed); at >= 0; at = value.indexOf(lineFeed, at + 1)) lines += 1;
      chunks.push(value);
      bytes += value.length;
      if (bytes > blobBytes) {
        blobs.push(new Blob(chunks));
        [chunks, bytes] = [[], 0];
      }
      onLines(lines);
    }
    const type = response.headers.get("content-type") ?? "";
    const [, fileName = "deliveries"] =
      /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "") ?? [];
    return { kind: "whole", blob: new Blob([...blobs, ...chunks], { type }), fileName, lines };
  } catch (error) {
    if (signal.aborted) throw error;
    return {
      kind: "failed",
      message: "The connection was lost before the end. Nothing was saved; try again.",
    };
  }
}

async function problemIn(response: Response): Promise<string> {
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
  return detail ?? `Callboard answered ${response.status}. Nothing was saved; try again.`;
}

/** Saves it as the browser saves downloads. */
export function saveBlob(blob: Blob, fileName: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  // The browser begins to read it within this task.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
