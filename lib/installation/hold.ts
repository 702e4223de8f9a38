import { pool, type Queryable } from "@/lib/db/pool";
import type { Hold } from "./view";

/** Whether the database is not where it is at home, so that nothing may be called from it (SQL; docs/decisions/0053). */
export const isHeld =
  "(select coalesce(place <> installation_place(), false) or held_at_url is not null from installation where id = 1)";

const statement = `
select coalesce(place <> installation_place(), false) as "isElsewhere", app_url as "appUrl", held_at_url as "heldAtUrl"
from installation where id = 1`;

type Row = { isElsewhere: boolean; appUrl: string | null; heldAtUrl: string | null };

/** Why no callback goes out from this database; null where it is at home. */
export async function readHold(db: Queryable = pool()): Promise<Hold | null> {
  const { rows } = await db.query<Row>(statement);
  const [row] = rows;
  if (!row || !(row.isElsewhere || row.heldAtUrl !== null)) return null;
  const { isElsewhere, appUrl, heldAtUrl } = row;
  return { isElsewhere, ranAt: appUrl, runsAt: heldAtUrl };
}
