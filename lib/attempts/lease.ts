/**
 * Milliseconds a claim keeps other dispatchers away: well past waiting (2.5 s), call (10.5 s) and body (1 s). When an attempt
 * began is its lease's end less this, so another length would move the beginning of attempts that the release before has under way.
 */
export const leaseMs = 30_000;

/** The same as SQL. */
export const lease = `interval '${leaseMs} ms'`;
