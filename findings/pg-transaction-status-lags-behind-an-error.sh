#!/usr/bin/env bash
# pg 8.23.1: `client.query` rejects as soon as the server's ErrorResponse is read, before the ReadyForQuery that follows. Where the two
# come in different packets, as through a pooler, a proxy or a slow line, `client.getTransactionStatus()` in the `catch` still says T,
# a transaction that goes on, although it has failed; a turn of the event loop later it says E. Code that sends its
# rollback only where the status is E then leaves the failed transaction open, and only now and then.
#
# Needs Node 20 and npm; no database: a server of forty lines answers as PostgreSQL does, the end of an answer in a packet of its own.
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
const ready = (status) => message("Z", Buffer.from(status));
const done = (tag) => message("C", Buffer.from(`${tag}\0`));
const failed = message("E", Buffer.from("SERROR\0VERROR\0C22012\0Mdivision by zero\0\0"));

async function statusAfterError(apartMs) {
  const server = createServer((socket) => {
    let greeted = false;
    socket.setNoDelay(true).on("error", () => {});
    socket.on("data", (data) => {
      if (!greeted) {
        greeted = true;
        socket.write(Buffer.concat([message("R", Buffer.alloc(4)), ready("I")]));
      } else if (data.includes("begin")) socket.write(Buffer.concat([done("BEGIN"), ready("T")]));
      else if (data.includes("1/0") && apartMs === 0) socket.write(Buffer.concat([failed, ready("E")]));
      else if (data.includes("1/0")) {
        socket.write(failed);
        setTimeout(() => socket.write(ready("E")), apartMs);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new pg.Client({ host: "127.0.0.1", port: server.address().port, user: "u", database: "d" });
  await client.connect();
  await client.query("begin");
  const caught = await client.query("select 1/0").catch(() => client.getTransactionStatus());
  await new Promise((resolve) => setTimeout(resolve, apartMs + 100));
  const later = client.getTransactionStatus();
  await client.end();
  server.close();
  return `${caught} in the catch, ${later} later`;
}

console.log(`in one packet: ${await statusAfterError(0)}`);
console.log(`in two packets: ${await statusAfterError(50)}`);
JS
seen=$(node look.mjs)
printf '%s\n' "$seen"
expected="in one packet: E in the catch, E later
in two packets: T in the catch, E later"
if [ "$seen" != "$expected" ]; then
  echo "This is no longer what was seen with pg 8.23.1." >&2
  exit 1
fi
