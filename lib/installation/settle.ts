import { connect } from "@/lib/db/connect";
import type { Queryable } from "@/lib/db/pool";
import { readHold } from "./hold";
import type { Hold } from "./view";

/** Where nothing has run yet is this database's home. */
export const takePlace =
  "update installation set place = installation_place() where id = 1 and place is null";

/** Where the files of a database were put in another's place, nothing in them tells: this says that it is not at home. */
export async function setElsewhere(db: Queryable): Promise<void> {
  await db.query("update installation set place = 'restored/0' where id = 1 and place is not null");
}

/**
 * Of two addresses of one machine none says whose the database is: `localhost` is everybody's. An address that is the known one again
 * ends what another one held.
 */
const takeAddress = `
update installation
set app_url = coalesce(app_url, $1), held_at_url = case when app_url <> $1 then $1 end
where id = 1 and (app_url is null or held_at_url is distinct from case when app_url <> $1 then $1 end)`;

/**
 * Says at a start where the database is: the first is at home there. Afterwards another server, another database or another APP_URL
 * hold all callbacks (docs/decisions/0053).
 * @param appUrl APP_URL as it is set; null where it is not
 * @returns why callbacks are held, or null
 */
export async function settleInstallation(databaseUrl: string, appUrl: string | null): Promise<Hold | null> {
  const door = { limits: { statementMs: 5_000 }, connectMs: 5_000, perTransaction: true };
  const client = await connect(databaseUrl, door);
  try {
    return await settleOn(client, appUrl);
  } finally {
    await client.end();
  }
}

export async function settleOn(db: Queryable, appUrl: string | null): Promise<Hold | null> {
  await db.query(takePlace);
  if (appUrl !== null && !isLocal(appUrl)) await db.query(takeAddress, [new URL(appUrl).origin]);
  return readHold(db);
}

/** Named by an address of this machine alone. */
function isLocal(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\./.test(hostname)
  );
}
