import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { config } from "@/lib/config";
import { withIdempotencyKey } from "./idempotency";
import { requestFingerprint } from "./request-fingerprint";

/** What a form holds of a key that a page drew for it. */
const maxFormKeyLength = 64;
/** Of an action that takes no form. */
export const formKeySchema = z.string().min(1).max(maxFormKeyLength);

/**
 * Does `work` once for a form that is sent again with the same input within 24 hours: by a person after a lost answer, or by the
 * browser, which repeats a post when a kept connection breaks. No API's Idempotency-Key begins with a blank, so none meets a form's.
 * @param key as the page drew it; without one the work is done
 * @param input what the form holds otherwise, as JSON can hold it: with another input it is another request
 * @param work does all it does through `inTransaction`; what it answers has to survive JSON
 * @throws what `work` throws, which undoes all; UnderWayError when the first takes too long, TooManyError
 */
export async function onceForForm<T>(
  actor: Actor,
  key: string,
  input: unknown,
  work: () => Promise<T>,
): Promise<T> {
  if (key === "" || key.length > maxFormKeyLength) return work();
  const fingerprint = requestFingerprint(JSON.stringify(input), config().appSecret);
  const { body } = await withIdempotencyKey(
    {
      ownerId: actor.userId ?? 0,
      key: ` form ${key} ${fingerprint.keyed.toString("base64url")}`,
      fingerprint,
    },
    async () => ({ status: 200, headers: {}, body: JSON.stringify(await work()) }),
  );
  return JSON.parse(body);
}
