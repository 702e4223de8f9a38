import { lease } from "./lease";
import { begunAt, isClaimed, triggerOf } from "./state";

/** Assignments of an update of `delivery` that opens its next attempt for this dispatcher (SQL). */
export const setClaimed = (dispatcherId: string) =>
  `leased_until = now() + ${lease}, attempts = delivery.attempts + 1, locked_by = ${dispatcherId}`;

/** Assignments that give a dispatcher's attempt another whole lease. */
export const setConfirmed = `leased_until = now() + ${lease}`;

/** Assignments that hand an attempt to the same process under its new identity (SQL), with a whole lease. */
export const setTakenOver = (dispatcherId: string) =>
  `locked_by = ${dispatcherId}, leased_until = now() + ${lease}`;

/**
 * An insert that gives the attempts under way a row that is open: from now on their deliveries say nothing of them, because they
 * are cancelled.
 * @param deliveries a CTE with `attemptColumns` of deliveries that are locked
 */
export const recordOpen = (deliveries: string) => `
  insert into attempt (delivery_id, number, trigger, triggered_by, dispatcher_id, started_at)
  select id, attempts, ${triggerOf("resend_by")}, resend_by, locked_by, ${begunAt(deliveries)}
  from ${deliveries} where ${isClaimed(deliveries)}
  on conflict (delivery_id, number) do nothing`;
