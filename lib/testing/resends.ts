import { type ResendStep, resendStep } from "@/lib/dispatch/resend/step";
import { addDeliveries, database } from "./delivery-rows";

/** Deliveries to this endpoint that ended an hour ago, as this says. */
export async function ended(to: number, n: number, status = "failed"): Promise<void> {
  const eventIds = await addDeliveries([to], n, { hint: false });
  await database().query(
    `update delivery set status = $2::delivery_status, done_at = now() - interval '1 h', attempts = 1,
       fail_reason = case when $2 = 'failed' then 'schedule_used_up'::fail_reason end,
       cancel_reason = case when $2 = 'cancelled' then 'url_removed'::cancel_reason end
     where event_id = any($1)`,
    [eventIds, status],
  );
}

/** Takes steps of bulk resends until there is nothing to do just now. */
export async function takeSteps(most = Number.POSITIVE_INFINITY): Promise<ResendStep[]> {
  const client = await database().connect();
  const steps: ResendStep[] = [];
  try {
    while (steps.length < most) {
      const { step } = await resendStep(client);
      if (step === "none") break;
      steps.push(step);
      if (step === "full") break;
    }
  } finally {
    client.release();
  }
  return steps;
}

/** As dispatchers would: what is pending of these endpoints fails. */
export const workOff = (where = "true") =>
  database().query(
    `update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now(), resend_by = null, resend_job = null
     where done_at is null and ${where}`,
  );
