import type pg from "pg";
import { openSecret, type SecretOwner } from "@/lib/endpoints/secret-box";
import { counted } from "@/lib/plural";
import { type Finding, fine, stops, warning } from "./finding";

/** Receivers refuse a call that was signed more than five minutes off; this much says that nobody sets the clock. */
const maxClockMs = 30_000;

type Sealed = { owner: SecretOwner; secret: Buffer };

const secretsStatement = `
select id as owner, secret from endpoint where secret is not null
union all select null, secret from notice_webhook where secret is not null`;

/**
 * What the database holds already: whether this APP_SECRET opens the signing secrets.
 * @throws what the database throws
 */
export async function checkSecrets(client: pg.Client, appSecret: string): Promise<Finding> {
  const { rows } = await client.query<{ owner: number | null; secret: Buffer }>(secretsStatement);
  const sealed: Sealed[] = rows.map(({ owner, secret }) => ({ owner: owner ?? "notices", secret }));
  const closed = sealed.filter(({ owner, secret }) => !opens(secret, owner, appSecret)).length;
  if (closed === 0) {
    return fine(
      sealed.length === 0
        ? "No signing secret is stored yet."
        : `APP_SECRET opens ${sealed.length === 1 ? "the signing secret" : `all ${sealed.length} signing secrets`} of this database.`,
    );
  }
  const of =
    closed === sealed.length
      ? `none of the ${counted(closed, "signing secret", "signing secrets")}`
      : `${sealed.length - closed} of the ${sealed.length} signing secrets`;
  return stops(
    `APP_SECRET opens ${of} of this database: nothing can be sent to those URLs. Set the APP_SECRET that they were stored with; or, where it is lost, rotate the secret of each URL on its page after the start.`,
  );
}

function opens(sealed: Buffer, owner: SecretOwner, appSecret: string): boolean {
  try {
    openSecret(sealed, owner, appSecret);
    return true;
  } catch {
    return false;
  }
}

/**
 * How far this machine's clock is from the database's, by which everything is judged; the time that the question takes counts
 * for neither.
 * @throws what the database throws
 */
export async function checkClock(client: pg.Client, nowMs: () => number = Date.now): Promise<Finding> {
  const beforeMs = nowMs();
  const { rows } = await client.query<{ ms: number }>(
    "select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms",
  );
  const afterMs = nowMs();
  const databaseMs = rows[0]?.ms ?? afterMs;
  const aheadMs = beforeMs > databaseMs ? beforeMs - databaseMs : Math.min(0, afterMs - databaseMs);
  if (Math.abs(aheadMs) <= maxClockMs) return fine("This machine's clock agrees with the database's.");
  const off = `${Math.round(Math.abs(aheadMs) / 1_000)} s ${aheadMs > 0 ? "ahead of" : "behind"}`;
  return warning(
    `This machine's clock is ${off} the database's: receivers refuse calls that seem to be signed five minutes too early or too late. Let both be set by NTP.`,
  );
}
