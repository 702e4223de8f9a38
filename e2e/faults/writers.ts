import type { FaultDatabase } from "./database";
import { pause } from "./wait";

/** A change that the API acknowledged. Times are monotonic milliseconds of this process. */
type Acknowledged = {
  eventID: string;
  instanceID: string;
  kind: "created" | "updated" | "deleted";
  askedAt: number;
  at: number;
};
/** A request that was not acknowledged: `status` null when no answer came. */
type Refused = { status: number | null; detail: string; askedAt: number; at: number };

export type Writers = {
  acknowledged: Acknowledged[];
  refused: Refused[];
  stop: () => Promise<void>;
};

type Answer = { status: number; body: { eventID?: string; instanceID?: string; detail?: string } };

/** One request of the API; no answer within `timeoutMs` throws. */
export async function callApi(
  url: string,
  token: string,
  method: string,
  path: string,
  {
    body,
    headers = {},
    timeoutMs = 30_000,
  }: { body?: unknown; headers?: Record<string, string>; timeoutMs?: number } = {},
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

/** Programs that create, update and delete process instances by the API as fast as it answers, until stopped. */
export function startWriters(url: string, token: string, count: number): Writers {
  const acknowledged: Acknowledged[] = [];
  const refused: Refused[] = [];
  let stopping = false;

  /** Makes one change; undefined when it was not acknowledged, and so may have happened or not. */
  const change = async (kind: Acknowledged["kind"], method: string, path: string, body?: unknown) => {
    const askedAt = performance.now();
    try {
      const answer = await callApi(url, token, method, path, { body });
      const at = performance.now();
      const { eventID, instanceID, detail = "" } = answer.body;
      if (answer.status < 300 && eventID && instanceID) {
        acknowledged.push({ eventID, instanceID, kind, askedAt, at });
        return instanceID;
      }
      refused.push({ status: answer.status, detail, askedAt, at });
    } catch (error) {
      refused.push({ status: null, detail: String(error), askedAt, at: performance.now() });
    }
    await pause(50);
    return undefined;
  };
  const write = async () => {
    const fields = { FieldsMappings: [{ fieldname: "course", value: "Fire safety" }] };
    while (!stopping) {
      const id = await change("created", "POST", "/api/instances/create", {
        processName: "training-request",
        ...fields,
      });
      if (id) await change("updated", "PATCH", `/api/instances/${id}`, { Status: "Approved" });
      if (id && Math.random() < 0.5) await change("deleted", "DELETE", `/api/instances/${id}`);
    }
  };
  const running = Array.from({ length: count }, write);
  return {
    acknowledged,
    refused,
    async stop() {
      stopping = true;
      await Promise.all(running);
    },
  };
}

/** How many acknowledged changes have no event in the database. */
export async function missingEvents(database: FaultDatabase, acknowledged: Acknowledged[]): Promise<number> {
  return (await missingIds(database, acknowledged)).length;
}

/** The events of acknowledged changes that are not in the database. */
export async function missingIds(database: FaultDatabase, acknowledged: Acknowledged[]): Promise<string[]> {
  const { rows } = await database.pool.query<{ id: string }>(
    "select id from unnest($1::text[]) as acknowledged (id) where not exists (select from event where event.id = acknowledged.id)",
    [acknowledged.map((one) => one.eventID)],
  );
  return rows.map(({ id }) => id);
}

/** Instances that do not say what their events say: changed without an event, or an event without its change. */
export async function halfChanges(database: FaultDatabase): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    `select count(*)::int as n
     from (
       select instance_id, count(*) filter (where event_type = 'created') as created,
         count(*) filter (where event_type = 'updated') as updated,
         count(*) filter (where event_type = 'deleted') as deleted
       from event group by instance_id
     ) as told full join instance using (instance_id)
     where created is distinct from 1
       or case when instance.id is null then deleted <> 1 else deleted <> 0 or version <> updated + 1 end`,
  );
  return rows[0]?.n ?? Number.NaN;
}
