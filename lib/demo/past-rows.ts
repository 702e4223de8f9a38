import type { Tx } from "@/lib/db/pool";

/** By key, in the order in which each key comes first. */
export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one)) ?? [];
    groups.set(keyOf(one), group);
    group.push(one);
  }
  return groups;
}

/** No statement may take long, on a busy machine either. */
const maxRows = 2_000;

/**
 * All rows, in this order.
 * @param columns each with its type; @param key the column that the database gives, ascending
 * @returns what it gave each row
 */
export async function insertRows(
  tx: Tx,
  table: string,
  columns: string,
  rows: readonly object[],
  key?: string,
): Promise<string[]> {
  const names = columns.replace(/(\w+) \w+/g, "$1");
  const keys: string[] = [];
  for (let from = 0; from < rows.length; from += maxRows) {
    const { rows: made } = await tx.query<{ key: string }>(
      `insert into ${table} (${names})
       select ${names} from rows from (json_to_recordset($1::json) as (${columns})) with ordinality as row order by ordinality
       returning ${key ?? "null"}::text as key`,
      [JSON.stringify(rows.slice(from, from + maxRows))],
    );
    keys.push(...made.map((one) => one.key));
  }
  return keys;
}
