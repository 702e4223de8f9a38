/** SQL of whether this delivery is pending only because a job that is cancelled by now wanted it resent: no call of it begins. */
export const isOfCancelledJob = (delivery = "delivery") =>
  `coalesce((select state = 'cancelled' from resend_job where id = ${delivery}.resend_job), false)`;
