/**
 * Of rows of `delivery` that a statement names by their keys, whether one is pending or has a status: SQL in words that no index has.
 * In the words of an index the planner may read all that are pending for a few keys: it does where statistics tell of hardly any, as they
 * do until a backlog is analysed (docs/decisions/0067).
 */

/** It is pending. @param delivery the table's name or alias */
export const isPendingByKey = (delivery = "delivery") => `num_nulls(${delivery}.done_at) = 1`;

/** It has this status, a constant. */
export const hasStatusByKey = (status: string, delivery = "delivery") =>
  `${delivery}.status::text = '${status}'`;

/**
 * Something is pending for an endpoint: one look into the index of what is due. As `exists (…)` it may become one look at all that is
 * pending, for the same reason.
 * @param endpointId SQL of its id
 */
export const hasPending = (endpointId: string) =>
  `(select id from delivery where endpoint_id = ${endpointId} and done_at is null order by next_at, id limit 1) is not null`;
