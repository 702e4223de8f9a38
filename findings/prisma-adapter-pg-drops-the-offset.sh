#!/usr/bin/env bash
# @prisma/adapter-pg 7.10.0 (with pg 8.23.1) loses the time zone of a timestamptz in both directions.
#
# Sending: an instant given with its offset, `2026-11-29T01:00:00.000Z`, goes to the server as `2026-11-29 01:00:00`, without
# one. PostgreSQL reads such a text in the session's time zone, so where that is not UTC another instant is stored.
# Reading: of `2026-11-29 01:00:00-08`, as a server in Los Angeles answers, the offset is replaced by `+00:00`.
# The two faults cancel each other out: what was written through Prisma reads back through Prisma as it was. Only the
# database's own clock (`expires_at > now()`), and everything that reads the table without Prisma, sees that it is hours off.
# A session set to UTC is not affected.
#
# Needs Node 20 and npm; no database: the driver's own query method is watched instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --silent @prisma/adapter-pg@7.10.0 pg@8.23.1
cat >look.mjs <<'JS'
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";

const pool = new pg.Pool();
let asked;
pool.query = async (query) => {
  asked = query;
  return { rows: [], fields: [], rowCount: 0, command: "SELECT" };
};
const adapter = await new PrismaPg(pool).connect();
await adapter.queryRaw({
  sql: "select $1::timestamptz",
  args: ["2026-11-29T01:00:00.000Z"],
  argTypes: [{ scalarType: "datetime", arity: "scalar", dbType: "TIMESTAMPTZ" }],
});
const read = asked.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ, "text");
console.log(`sent: ${asked.values[0]}`);
console.log(`read: ${read("2026-11-29 01:00:00-08")}`);
JS
seen=$(node look.mjs)
expected='sent: 2026-11-29 01:00:00
read: 2026-11-29T01:00:00+00:00'
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
  echo "This is no longer what was seen with 7.10.0." >&2
  exit 1
fi
