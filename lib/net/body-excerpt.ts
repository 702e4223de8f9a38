/** The beginning of a response's body. */
export type BodyExcerpt = { bytes: Buffer | null; length: number };

export const maxBodyBytes = 16 * 1024;

/**
 * Adds a chunk as far as there is room; true when more came than is kept. The first chunk is kept as it is, which is all
 * there is of most bodies; with the second they are copied together, because a body cut into single bytes would otherwise
 * cost a hundred times its size.
 */
export function addChunk(kept: BodyExcerpt, chunk: Buffer): boolean {
  if (kept.bytes === null) {
    kept.bytes = chunk;
    kept.length = Math.min(chunk.length, maxBodyBytes);
    return chunk.length > maxBodyBytes;
  }
  const room = maxBodyBytes - kept.length;
  if (room > 0) {
    if (kept.bytes.length !== maxBodyBytes) {
      const whole = Buffer.allocUnsafeSlow(maxBodyBytes);
      kept.bytes.copy(whole, 0, 0, kept.length);
      kept.bytes = whole;
    }
    chunk.copy(kept.bytes, kept.length, 0, room);
    kept.length += Math.min(chunk.length, room);
  }
  return chunk.length > room;
}

/** What was kept, as text; bytes that are not UTF-8 become U+FFFD. */
export function excerptText({ bytes, length }: BodyExcerpt): string {
  return bytes === null ? "" : bytes.toString("utf8", 0, length);
}
