import { pool, type Queryable } from "@/lib/db/pool";
import type { Hold } from "./view";

/**
 * A place is a server and a database of it. A role that may not read which server it is sees the database alone: then that alone is
 * compared, or what one role wrote would hold another's callbacks.
 */
const elsewhere = `coalesce(
  split_part(place, '/', 2) <> split_part(here, '/', 2)
    or split_part(place, '/', 1) <> split_part(here, '/', 1) and split_part(place, '/', 1) <> '' and split_part(here, '/', 1) <> '',
  false)`;
const installation = "installation cross join installation_place() as here where id = 1";

/** Whether the database is not where it is at home, so that nothing may be called from it (SQL; docs/decisions/0053). */
export const areCallbacksHeld = `(select ${elsewhere} or held_at_url is not null from ${installation})`;

const statement = `
select ${elsewhere} as "isElsewhere", app_url as "appUrl", held_at_url as "heldAtUrl" from ${installation}`;

type Row = { isElsewhere: boolean; appUrl: string | null; heldAtUrl: string | null };

/** Why no callback goes out from this database; null where it is at home. */
export async function readHold(db: Queryable = pool()): Promise<Hold | null> {
  const { rows } = await db.query<Row>(statement);
  const [row] = rows;
  if (!row || !(row.isElsewhere || row.heldAtUrl !== null)) return null;
  const { isElsewhere, appUrl, heldAtUrl } = row;
  return { isElsewhere, ranAt: appUrl, runsAt: heldAtUrl };
}
