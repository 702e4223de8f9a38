import { config } from "@/lib/config";
import { ConflictError } from "@/lib/errors";
import { type CallbackRow, type OpenedEndpoint, openEndpoint, type Unreadable } from "./callback-endpoint";
import { openSecret, type SecretOwner } from "./secret-box";

/** Null when it was sealed with another APP_SECRET. */
export function opened(sealed: Uint8Array, owner: SecretOwner): string | null {
  try {
    return openSecret(sealed, owner, config().appSecret);
  } catch {
    return null;
  }
}

/** Why nothing is sent to an endpoint one of whose secrets another APP_SECRET sealed; null where all can be opened. */
export function heldReason(id: number, row: CallbackRow): string | null {
  const result = openEndpoint(id, row, opened);
  if (result.ok) return null;
  const { secret, remedy } = wordsOf(result.unreadable);
  return `Nothing is sent: its ${secret} cannot be opened with this APP_SECRET. Set the APP_SECRET it was made with, or ${remedy}.`;
}

/**
 * All that a call to the endpoint needs.
 * @throws ConflictError when one of its secrets was sealed with another APP_SECRET
 */
export function openForCall(id: number, row: CallbackRow): Extract<OpenedEndpoint, { ok: true }> {
  const result = openEndpoint(id, row, opened);
  if (result.ok) return result;
  throw unreadableError(result.unreadable);
}

/** @throws ConflictError when it was sealed with another APP_SECRET */
export function openSigningSecret(id: number, sealed: Buffer | null): string {
  const secret = sealed && opened(sealed, id);
  if (!secret) throw unreadableError({ what: "signing_secret" });
  return secret;
}

function unreadableError(unreadable: Unreadable): ConflictError {
  const { secret, order } = wordsOf(unreadable);
  return new ConflictError(`The ${secret} of this URL cannot be opened with this APP_SECRET. ${order}`);
}

function wordsOf(unreadable: Unreadable): { secret: string; remedy: string; order: string } {
  switch (unreadable.what) {
    case "signing_secret":
      return {
        secret: "signing secret",
        remedy: "rotate the secret",
        order: "Rotate it to get a new one.",
      };
    case "header":
      return {
        secret: `header ${unreadable.name}`,
        remedy: "set its value again",
        order: "Set its value again, or remove it.",
      };
    case "client_certificate":
      return {
        secret: "client certificate",
        remedy: "set it again",
        order: "Set it again, or remove it.",
      };
    default:
      return unreadable satisfies never;
  }
}
