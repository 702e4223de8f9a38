import { z } from "zod";

export const eventTypes = ["created", "updated", "deleted"] as const;
export type EventType = (typeof eventTypes)[number];

export const eventOutcomes = ["dispatched", "switched_off", "no_urls"] as const;
/** Why an event led to deliveries, or to none. */
export type EventOutcome = (typeof eventOutcomes)[number];

/**
 * Text that can be stored and sent: PostgreSQL refuses U+0000 and encodeURIComponent throws on half a surrogate pair,
 * both long after the caller was told that all is well.
 */
export function storableText(maxLength: number) {
  return z
    .string({ error: "must be text" })
    .max(maxLength, { error: `must be at most ${maxLength} characters long` })
    .refine((text) => !text.includes("\u0000") && !/\p{Surrogate}/u.test(text), {
      error: "contains a character that cannot be stored (U+0000 or half a surrogate pair)",
    });
}
