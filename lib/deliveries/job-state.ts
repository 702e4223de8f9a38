/** SQL of whether a job runs. A job with a filter of the log has a state of its own, which a dispatcher of a release before leaves alone. */
export const isRunning = "state in ('running', 'under_way')";

/** SQL of whether this delivery is pending only because a job that is cancelled by now wanted it resent: no call of it begins. */
export const isOfCancelledJob = (delivery = "delivery") =>
  `coalesce((select state = 'cancelled' from resend_job where id = ${delivery}.resend_job), false)`;
