import type { FaultDatabase } from "./database";

type AttemptRow = {
  url: string;
  number: number;
  outcome: string;
  cause: string | null;
  totalMs: number | null;
  statusCode: number | null;
  deliveryStatus: string;
  eventId: string;
};

/** All attempts on record, oldest first. */
export async function attempts(database: FaultDatabase): Promise<AttemptRow[]> {
  const { rows } = await database.pool.query<AttemptRow>(
    `select endpoint.url, attempt.number, attempt.outcome, attempt.cause, attempt.total_ms as "totalMs",
       attempt.status_code as "statusCode", delivery.status as "deliveryStatus", delivery.event_id as "eventId"
     from attempt join delivery on delivery.id = attempt.delivery_id
       join endpoint on endpoint.id = delivery.endpoint_id
     order by attempt.started_at, delivery.id, attempt.number`,
  );
  return rows;
}
