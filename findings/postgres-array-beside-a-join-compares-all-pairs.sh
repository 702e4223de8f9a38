#!/usr/bin/env bash
# PostgreSQL 18.7 (in @electric-sql/pglite 0.5.17): an update that joins its rows to arrays of parameters gets quadratic by a condition that
# changes nothing. `t.id = r.id` looks each row up by its key. With `t.id = any ($1)` beside it, true for the same rows, a plan that is made
# for any parameters takes the array to have ten elements; where another condition compares an expression, of which a share of 0.5 % is
# assumed, one row is expected of the ten, and comparing that one with each result seems cheapest. 1,000 rows are 999,000 comparisons
# then, for the same result. Without the expression, or in a plan made for the parameters at hand, nothing is compared so.
#
# Needs Node 20 and npm; no database: PostgreSQL runs in Node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --silent @electric-sql/pglite@0.5.17
cat >look.mjs <<'JS'
import { PGlite } from "@electric-sql/pglite";

const db = await PGlite.create();
await db.exec(`
  create table t (id bigint primary key, value int, done int);
  insert into t select n, 0, 0 from generate_series(1, 100000) as n;
  analyze t;
  prepare lean (bigint[], int[]) as
    update t set value = r.value from unnest($1, $2) as r (id, value) where t.id = r.id and abs(t.done) = 0;
  prepare doubled (bigint[], int[]) as
    update t set value = r.value from unnest($1, $2) as r (id, value) where t.id = any ($1) and t.id = r.id and abs(t.done) = 0;
  prepare plain (bigint[], int[]) as
    update t set value = r.value from unnest($1, $2) as r (id, value) where t.id = any ($1) and t.id = r.id;
`);
const { rows } = await db.query("select (regexp_match(version(), 'PostgreSQL [0-9.]+'))[1] as version");
console.log(rows[0].version);
const ids = "(select array_agg(n) from generate_series(1, 100000, 100) as n)";
await db.exec(`create table arrays as select ${ids} as ids, ${ids}::int[] as numbers`);
const arrays = (await db.query("select ids::text, numbers::text from arrays")).rows[0];
for (const mode of ["force_generic_plan", "force_custom_plan"]) {
  await db.exec(`set plan_cache_mode = ${mode}`);
  for (const name of ["lean", "doubled", "plain"]) {
    const plan = await db.query(
      `explain (analyze, costs off, timing off, summary off) execute ${name} ('${arrays.ids}', '${arrays.numbers}')`,
    );
    const text = plan.rows.map((row) => row["QUERY PLAN"]).join("\n");
    console.log(mode, name, /Rows Removed by Join Filter: (\d+)/.exec(text)?.[1] ?? "compares nothing");
  }
}
JS
seen=$(node look.mjs)
expected='PostgreSQL 18.7
force_generic_plan lean compares nothing
force_generic_plan doubled 999000
force_generic_plan plain compares nothing
force_custom_plan lean compares nothing
force_custom_plan doubled compares nothing
force_custom_plan plain compares nothing'
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
  echo "This is no longer what was seen with PostgreSQL 18.7." >&2
  exit 1
fi
