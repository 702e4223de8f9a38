import type { CallbackEndpoint } from "@/lib/callback/build-request";
import { hasPending } from "@/lib/db/by-key";
import type { Queryable } from "@/lib/db/pool";
import {
  type CallbackRow,
  callbackColumns,
  type OpenedEndpoint,
  openEndpoint,
} from "@/lib/endpoints/callback-endpoint";
import { openSecret, type SecretOwner } from "@/lib/endpoints/secret-box";
import { reasonOf } from "@/lib/errors";
import { areCallbacksHeld } from "@/lib/installation/hold";
import { log } from "@/lib/log";
import type { ClientCertificate } from "@/lib/net/client-certificate";
import type { Rate } from "./claim/rate-limit";
import { isUnowned } from "./membership/sole-callers";

/** What a call needs to know of its endpoint. An endpoint with a secret that this APP_SECRET cannot open has none here, and is not called. */
export type EndpointSnapshot = CallbackEndpoint & {
  endpointId: number;
  secrets: string[];
  /** The same object until a secret of the endpoint changes: its connections are kept by that. */
  clientCertificate: ClientCertificate | null;
  state: "active" | "probing";
  /** Failed calls since the last that succeeded. */
  failures: number;
  /** When its probing ended with a success, monotonic ms; null when that never was. */
  recoveredAtMs: number | null;
  /** A cancellation was running for it at the reading. */
  isCancelling: boolean;
  /** What somebody set for it, by all dispatchers together; null where nothing is. */
  rate: Rate | null;
  /** Waits, ms, after failed attempts 1, 2, …, where it has a schedule of its own. */
  ownScheduleMs: readonly number[] | null;
};

/** What a reading says of the database's clock. */
export type DatabaseClock = {
  /** At most how far it, ms since the epoch, is ahead of `performance.now()`. */
  aheadMs: number;
  /** Monotonic ms. */
  readAtMs: number;
};

export type DispatchSnapshot = {
  version: number;
  /** The database is not where it is at home: there are no endpoints then (docs/decisions/0053). */
  callbacksHeld: boolean;
  databaseClock: DatabaseClock;
  /** Deliveries of one instance to one endpoint go out one after the other (docs/decisions/0014). */
  inOrder: boolean;
  /** How many dispatchers there are, this one included. */
  dispatchers: number;
  /** Active and probing ones; of those with a rate only the ones that this dispatcher calls. */
  endpoints: Map<number, EndpointSnapshot>;
  /** Those with a rate that no living dispatcher calls. */
  unowned: number[];
};

/**
 * A removed URL that was probed is read only while something is pending for it, a resend say: it has no subscription, and idle
 * ones would pile up.
 */
const loadStatement = `
select settings.version, settings.ordered, endpoint.id, ${callbackColumns}, endpoint.state, endpoint.failures,
  extract(epoch from now() - endpoint.recovered_at)::float8 * 1000 as "sinceRecoveryMs",
  exists (select from cancellation where endpoint_id = endpoint.id and state = 'running') as "isCancelling",
  endpoint.max_per_second as "perSecond", endpoint.max_at_once as "atOnce", endpoint.called_by as "calledBy", endpoint.retry_pauses_s as "retryPausesS",
  -- Asked only where a rate is set.
  case when endpoint.max_per_second is not null or endpoint.max_at_once is not null
    then ${isUnowned} else false end as "isUnowned",
  (select count(*)::int from dispatcher) as dispatchers, extract(epoch from clock_timestamp())::float8 * 1000 as "databaseMs",
  ${areCallbacksHeld} as "callbacksHeld"
from webhook_settings as settings left join endpoint on endpoint.state = 'active' or endpoint.state = 'probing' and (
  exists (select from subscription where endpoint_id = endpoint.id)
  or ${hasPending("endpoint.id")}
)
where settings.id = 1`;

type Row = CallbackRow & {
  version: number;
  ordered: boolean;
  id: number | null;
  state: "active" | "probing";
  failures: number;
  sinceRecoveryMs: number | null;
  isCancelling: boolean;
  perSecond: number | null;
  atOnce: number | null;
  calledBy: number | null;
  retryPausesS: number[] | null;
  isUnowned: boolean;
  dispatchers: number;
  databaseMs: number;
  callbacksHeld: boolean;
};

/**
 * Returns a function that reads the settings version and all endpoints that this dispatcher may call or probe, as they stand together.
 * Opened secrets are kept, so that reading each second costs nothing.
 */
export function createSnapshotReader(
  appSecret: string,
): (db: Queryable, dispatcherId: number) => Promise<DispatchSnapshot> {
  const openAll = createOpener(appSecret);
  return async (db, dispatcherId) => {
    const askedAtMs = performance.now();
    const { rows } = await db.query<Row>({ name: "settings", text: loadStatement });
    const nowMs = performance.now();
    const callable = rows.filter((row): row is EndpointRow => row.id !== null && !row.callbacksHeld);
    const endpoints = new Map<number, EndpointSnapshot>();
    const unowned: number[] = [];
    const openedById = openAll(callable);
    for (const row of callable) {
      const opened = openedById.get(row.id);
      // Waits until somebody sets that secret anew, or this process gets the APP_SECRET that sealed it: a call could only fail.
      if (!opened?.ok) continue;
      const isAnothers = rateOf(row) !== null && row.calledBy !== dispatcherId;
      if (!isAnothers) endpoints.set(row.id, snapshotOf(row, opened, nowMs));
      else if (row.isUnowned) unowned.push(row.id);
    }
    const [first] = rows;
    return {
      version: first?.version ?? 0,
      callbacksHeld: first?.callbacksHeld ?? false,
      databaseClock: { aheadMs: (first?.databaseMs ?? 0) - askedAtMs, readAtMs: askedAtMs },
      inOrder: first?.ordered ?? false,
      dispatchers: Math.max(1, first?.dispatchers ?? 1),
      endpoints,
      unowned,
    };
  };
}

type EndpointRow = Row & { id: number };

/** Returns a function that opens these endpoints by their ids: anew only those whose secrets have changed since it was called last. */
function createOpener(appSecret: string) {
  let sealedById = new Map<number, string>();
  let openedById = new Map<number, OpenedEndpoint>();
  return (rows: readonly EndpointRow[]): ReadonlyMap<number, OpenedEndpoint> => {
    const nextSealed = new Map(rows.map((row) => [row.id, sealedText(row)]));
    openedById = new Map(
      rows.map((row) => {
        const known = sealedById.get(row.id) === nextSealed.get(row.id) ? openedById.get(row.id) : undefined;
        return [row.id, known ?? openEndpoint(row.id, row, (box, owner) => tryToOpen(box, owner, appSecret))];
      }),
    );
    sealedById = nextSealed;
    return openedById;
  };
}

function snapshotOf(
  row: EndpointRow,
  { endpoint, secrets, clientCertificate }: Extract<OpenedEndpoint, { ok: true }>,
  nowMs: number,
): EndpointSnapshot {
  const { id, state, failures, sinceRecoveryMs, isCancelling, retryPausesS } = row;
  return {
    ...endpoint,
    endpointId: id,
    secrets,
    clientCertificate,
    state,
    failures,
    recoveredAtMs: sinceRecoveryMs === null ? null : nowMs - sinceRecoveryMs,
    isCancelling,
    rate: rateOf(row),
    ownScheduleMs: retryPausesS?.map((seconds) => seconds * 1_000) ?? null,
  };
}

const rateOf = ({ perSecond, atOnce }: Row): Rate | null =>
  perSecond === null && atOnce === null ? null : { perSecond, atOnce };

/** Everything of the row that has to be opened; equal where nothing of it has changed. */
function sealedText({ secret, previousSecret, requestHeaders, clientCertificate }: CallbackRow): string {
  const boxes = [secret, previousSecret, clientCertificate].map((box) => box?.toString("base64") ?? "");
  const headers = (requestHeaders ?? []).map(({ name, sealed }) => `${name} ${sealed}`);
  return [...boxes, ...headers].join(" ");
}

function tryToOpen(sealed: Buffer, owner: SecretOwner, appSecret: string): string | null {
  try {
    return openSecret(sealed, owner, appSecret);
  } catch (error) {
    const { endpointId, part } = typeof owner === "object" ? owner : { endpointId: owner, part: "secret" };
    log.error({ event: "endpoint.secret_unreadable", endpointId, part, reason: reasonOf(error) });
    return null;
  }
}

/** Tells waiting saves that nothing older than `version` can begin here. */
export async function acknowledge(db: Queryable, dispatcherId: number, version: number): Promise<void> {
  await db.query("update dispatcher set settings_version = greatest(settings_version, $2) where id = $1", [
    dispatcherId,
    version,
  ]);
}
