/**
 * SQL of the deliveries that one waits for where order is kept: earlier ones of its instance to the same endpoint that are
 * pending (docs/decisions/0014). It has such a column as `id`.
 * @param endpointId SQL of the delivery's endpoint, so that the index is found by it
 */
export function earlierOfItsInstance(endpointId = "delivery.endpoint_id"): string {
  return `(
    select earlier.id from delivery as earlier
    where earlier.endpoint_id = ${endpointId} and earlier.order_key = delivery.order_key
      and earlier.done_at is null and earlier.id < delivery.id
  )`;
}
