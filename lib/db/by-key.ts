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
 * The key of an updated row is that of a row it is joined to: SQL as only the index of the key has it. As plain equality the planner may
 * read the whole table and compare each row with each of the others: it does, for as long as a connection keeps its plan, where it was made
 * while the table held next to nothing.
 * @param key of the updated row @param of SQL of the other's
 */
export const isKeyOf = (key: string, of: string) => `${key} = any (array[${of}])`;

/**
 * Something is pending for an endpoint: one look into the index of what is due. As `exists (…)` it may become one look at all that is
 * pending, for the same reason.
 * @param endpointId SQL of its id
 */
export const hasPending = (endpointId: string) =>
  `(select id from delivery where endpoint_id = ${endpointId} and done_at is null order by next_at, id limit 1) is not null`;
