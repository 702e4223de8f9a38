import { isPendingByKey } from "@/lib/db/by-key";
import { lease } from "./lease";

/**
 * SQL of what a delivery's row says of the attempt under way (docs/decisions/0012). `delivery` is the table's name or alias
 * throughout. No other folder names these columns (lib/attempts/one-place.test.ts).
 */

/** Columns that whoever interrupts an attempt needs of its delivery. */
export const attemptColumns = "id, attempts, locked_by, leased_until, resend_by";

/** A dispatcher has it: its call is under way, or about to begin. Also where the lease has lapsed and nobody has noticed yet. */
export const isClaimed = (delivery = "delivery") => `${delivery}.locked_by is not null`;

/** No dispatcher has it. */
export const isUnclaimed = (delivery = "delivery") => `${delivery}.locked_by is null`;

/** One of these dispatchers has it. @param dispatcherIds SQL of an array */
export const isClaimedBy = (dispatcherIds: string, delivery = "delivery") =>
  `${delivery}.locked_by = any (${dispatcherIds})`;

/** What `attempts` can hold. One that is there cannot be claimed, so that counting on cannot fail a claim of many. */
export const maxAttempts = 32_767;

/** It has not been called as often as it can be. */
export const hasAttemptsLeft = (delivery = "delivery") => `${delivery}.attempts < ${maxAttempts}`;

/** It is in nobody's lease, and a claim may take it. Where it is claimed nevertheless, the lease has lapsed. */
export const isClaimable = (delivery = "delivery") =>
  `(${delivery}.leased_until is null or ${delivery}.leased_until <= now()) and ${hasAttemptsLeft(delivery)}`;

/** It is claimed, and the lease has not lapsed: what is shown as under way. */
export const isUnderWay = (delivery = "delivery") => `coalesce(${delivery}.leased_until > now(), false)`;

/** The fence: this dispatcher has it, for this attempt. Both are SQL. Whoever asks names deliveries by key. */
export const isHeldBy = (dispatcherId: string, attemptNumber: string, delivery = "delivery") =>
  `${delivery}.locked_by = ${dispatcherId} and ${delivery}.attempts = ${attemptNumber} and ${isPendingByKey(delivery)}`;

/** When the attempt under way was claimed or last confirmed. */
export const begunAt = (delivery = "delivery") => `${delivery}.leased_until - ${lease}`;

/** The attempt's row says that nothing is known of its end: its delivery was cancelled in mid-call. */
export const isOpen = (attempt = "attempt") => `${attempt}.outcome = 'in_progress'`;

/** The attempt's row is its last word. */
export const isClosed = (attempt = "attempt") => `${attempt}.outcome <> 'in_progress'`;

/** A call that began before this delivery was cancelled has no result yet. */
export const hasOpenAttempt = (delivery = "delivery") =>
  `exists (select from attempt where attempt.delivery_id = ${delivery}.id and ${isOpen()})`;

/** An attempt's trigger: what somebody asked for is made by hand (docs/decisions/0023). @param resendBy SQL of who asked */
export const triggerOf = (resendBy: string) =>
  `(case when ${resendBy} is null then 'automatic' else 'manual' end)::attempt_trigger`;
