#!/usr/bin/env bash
# pg 8.23.1 (pg-pool 3.14.0): `pool.query` closes its connection whenever the server refuses the statement, be it for a unique key or
# a lock that was not free in time, although the session is as good as before. The next statement connects anew, without
# the prepared statements of the one before, and may reach the server before it has ended what failed there, and so still
# meet its locks. A client that the program takes and gives back itself (`pool.connect`, `release()`) keeps its connection.
#
# Needs Node 20 and npm; no database: a server of thirty lines answers as PostgreSQL does and counts who connects.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --ignore-scripts --silent pg@8.23.1
cat >look.mjs <<'JS'
import { createServer } from "node:net";
import pg from "pg";

const message = (type, body = Buffer.alloc(0)) => {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const ready = message("Z", Buffer.from("I"));
const refused = message("E", Buffer.from("SERROR\0VERROR\0C23505\0Mduplicate key\0\0"));
let connections = 0;
const server = createServer((socket) => {
  connections += 1;
  let greeted = false;
  socket.on("error", () => {});
  socket.on("data", (data) => {
    if (!greeted) {
      greeted = true;
      socket.write(Buffer.concat([message("R", Buffer.alloc(4)), ready]));
    } else if (data.toString("latin1", 0, 1) === "Q") {
      const answer = data.includes("insert") ? refused : message("C", Buffer.from("SELECT 0\0"));
      socket.write(Buffer.concat([answer, ready]));
    }
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const pool = new pg.Pool({ host: "127.0.0.1", port: server.address().port, user: "u", database: "d", max: 1 });

for (let n = 0; n < 3; n += 1) await pool.query("select");
console.log(`three statements: ${connections} connection`);
for (let n = 0; n < 3; n += 1) await pool.query("insert").catch(() => {});
await pool.query("select");
console.log(`three refused by pool.query, then one: ${connections} connections`);
const before = connections;
for (let n = 0; n < 3; n += 1) {
  const client = await pool.connect();
  await client.query("insert").catch(() => {});
  client.release();
}
console.log(`three refused by a client of one's own: ${connections - before} more`);
await pool.end();
server.close();
JS
seen=$(node look.mjs)
printf '%s\n' "$seen"
expected="three statements: 1 connection
three refused by pool.query, then one: 4 connections
three refused by a client of one's own: 0 more"
if [ "$seen" != "$expected" ]; then
  echo "This is no longer what was seen with pg 8.23.1." >&2
  exit 1
fi
