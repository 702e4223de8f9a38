import { ConflictError } from "@/lib/errors";

/**
 * Refuses a rotation that was decided on before another: it would end a secret which nobody was told of. A browser, too, may send
 * the same rotation again, when the connection breaks before the answer.
 * @param seen until when the secret before the current one was said to be valid too, in ISO 8601; null: there was said to be none;
 * undefined: whoever asks was told nothing
 * @param until the same as it is stored
 * @throws ConflictError
 */
export function assertNotRotatedSince(seen: string | null | undefined, until: Date | null): void {
  if (seen === undefined || stillAt(seen === null ? null : new Date(seen)) === stillAt(until)) return;
  throw new ConflictError(
    "The signing secret has been rotated since this page was drawn, and was not rotated again. Look at the page before you do.",
  );
}

const stillAt = (at: Date | null) => (at !== null && at.getTime() > Date.now() ? at.getTime() : null);
