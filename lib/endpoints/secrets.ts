import { config } from "@/lib/config";
import { ConflictError } from "@/lib/errors";
import type { SealedSecrets } from "./callback-endpoint";
import { openSecret } from "./secret-box";

/** Why nothing is sent to an endpoint whose secret another APP_SECRET sealed. */
export const secretUnreadable =
  "Nothing is sent: its signing secret cannot be opened with this APP_SECRET. Set the APP_SECRET it was made with, or rotate the secret.";

/**
 * An endpoint's signing secrets, the present one first.
 * @throws ConflictError when the present one was sealed with another APP_SECRET
 */
export function openSecrets(endpointId: number, { secret, previousSecret }: SealedSecrets): string[] {
  const current = secret && opened(secret, endpointId);
  if (!current) {
    throw new ConflictError(
      "The signing secret of this URL cannot be opened with this APP_SECRET. Rotate it to get a new one.",
    );
  }
  const previous = previousSecret && opened(previousSecret, endpointId);
  return previous ? [current, previous] : [current];
}

/** Null when it was sealed with another APP_SECRET. */
export function opened(sealed: Buffer, endpointId: number): string | null {
  try {
    return openSecret(sealed, endpointId, config().appSecret);
  } catch {
    return null;
  }
}
