import { connect } from "@/lib/db/connect";
import type { Queryable } from "@/lib/db/pool";
import { readHold } from "./hold";
import type { Hold } from "./view";

/** The place a database first runs at is its home. */
export const setFirstHome =
  "update installation set place = installation_place() where id = 1 and place is null";

/** The files of a database do not show that they were put in another's place: this records that it is not at home. */
export async function setElsewhere(db: Queryable): Promise<void> {
  await db.query("update installation set place = 'restored/0' where id = 1 and place is not null");
}

/** Another address than the known one holds all callbacks; the known one again releases them. */
const recordAddress = `
update installation
set app_url = coalesce(app_url, $1), held_at_url = case when app_url <> $1 then $1 end
where id = 1 and (app_url is null or held_at_url is distinct from case when app_url <> $1 then $1 end)`;

/**
 * Records at a start where the database runs: the first place is its home. After that another server, another database or another
 * APP_URL holds all callbacks (docs/decisions/0053).
 * @param appUrl APP_URL as it is set; null where it is not
 * @returns why callbacks are held, or null
 */
export async function recordHome(databaseUrl: string, appUrl: string | null): Promise<Hold | null> {
  const door = { limits: { statementMs: 5_000 }, connectMs: 5_000, perTransaction: true };
  const client = await connect(databaseUrl, door);
  try {
    return await recordHomeOn(client, appUrl);
  } finally {
    await client.end();
  }
}

export async function recordHomeOn(db: Queryable, appUrl: string | null): Promise<Hold | null> {
  await db.query(setFirstHome);
  if (appUrl !== null && !isLocal(appUrl)) await db.query(recordAddress, [new URL(appUrl).origin]);
  return readHold(db);
}

/** An address of this machine alone, as `localhost`, does not tell whose the database is. */
function isLocal(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\./.test(hostname)
  );
}
