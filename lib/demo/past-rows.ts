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

/**
 * All rows in one statement, in this order.
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
  const { rows: made } = await tx.query<{ key: string }>(
    `insert into ${table} (${names})
     select ${names} from rows from (json_to_recordset($1::json) as (${columns})) with ordinality as row order by ordinality
     returning ${key ?? "null"}::text as key`,
    [JSON.stringify(rows)],
  );
  return made.map((one) => one.key);
}
