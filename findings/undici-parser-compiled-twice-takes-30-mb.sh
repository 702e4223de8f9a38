#!/usr/bin/env bash
# undici 7.30.2 on Node 20 (V8 11.3): after its first few answers a process takes some 30 MB more for a moment, more than undici's
# code and buffers together, and `VmHWM` keeps it.
#
# undici reads answers by llhttp, compiled to WebAssembly of some 60 KB. V8 compiles that quickly at first, and once a function has run
# for a while compiles it again for speed, in other threads, whose memory is what is seen. With `--no-wasm-tier-up
# --no-wasm-dynamic-tiering` it stays as it was compiled first. So of a small worker that makes a few calls the peak, by which a
# container's limit is chosen, is one of the compiler, and no heap snapshot shows it.
#
# A program makes 2,000 requests to a server in another process, one after the other, and tells its peak. Linux and Node 20 alone: other
# versions of V8 compile in other ways.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent undici@7.30.2
cat >server.mjs <<'JS'
import http from "node:http";
const server = http.createServer((_, response) => response.end("ok"));
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("disconnect", () => process.exit());
JS
cat >client.mjs <<'JS'
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Pool } from "undici";
const server = fork("./server.mjs", { execArgv: [] });
const [port] = await once(server, "message");
const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 1 });
for (let n = 0; n < 2_000; n += 1) {
  const { body } = await pool.request({ method: "GET", path: "/" });
  await body.dump();
}
await pause(500);
console.log(Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024));
await pool.close();
server.disconnect();
JS
[ "$(node -p 'process.versions.node.split(".")[0]')" = 20 ] || { echo "Node 20 is needed." >&2; exit 1; }
as_it_is=$(node client.mjs)
compiled_once=$(node --no-wasm-tier-up --no-wasm-dynamic-tiering client.mjs)
echo "peak, MB: $as_it_is; compiled once: $compiled_once"
difference=$((as_it_is - compiled_once))
[ "$difference" -ge 20 ] || { echo "The difference was 30 MB; now it is $difference." >&2; exit 1; }
