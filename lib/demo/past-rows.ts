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

/** All rows in one statement. @param columns each with its type */
export async function insertRows(
  tx: Tx,
  table: string,
  columns: string,
  rows: readonly object[],
): Promise<void> {
  const names = columns.replace(/(\w+) \w+/g, "$1");
  await tx.query(
    `insert into ${table} (${names}) select ${names} from json_to_recordset($1::json) as row (${columns})`,
    [JSON.stringify(rows)],
  );
}
