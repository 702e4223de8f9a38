import type pg from "pg";

/** The tables of which a row holds `text`, written as text: to see that a secret is in none. */
export async function tablesWith(db: pg.Pool, text: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    "select quote_ident(table_name) as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'",
  );
  if (rows.length < 20) throw new Error("The tables were not found.");
  const found = await Promise.all(
    rows.map(async ({ name }) => {
      const { rowCount } = await db.query(
        `select from ${name} as searched where strpos(searched::text, $1) > 0 limit 1`,
        [text],
      );
      return rowCount ? [name] : [];
    }),
  );
  return found.flat();
}
