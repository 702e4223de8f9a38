#!/usr/bin/env bash
# Next.js 16.4.6 with `experimental.useOffline: true`: one press of a button can carry out a server action twice.
#
# When the `fetch` of a server action rejects, Next waits until it reaches the server again and sends the action again.
# A comment in server-action-reducer.js takes that for safe: a rejected fetch means that the request never reached the
# server. But fetch rejects with the same TypeError where the server has carried out the action and the connection
# breaks before the answer begins, as when a proxy is restarted. The page hears nothing of it: the promise resolves with
# the second answer. Without the flag it rejects, and the page can look before it asks again.
#
# The documentation in the package does not warn of it. useOffline.md: an action that was in flight when the connection
# dropped waits for the next check and then "runs once"; actions are sent as often as without an outage, "just delayed".
# offline-support.md: the failure never reaches your code, and "the request runs again". forms.md: an interrupted action
# stays pending and completes. None says that an action has to bear being carried out twice. A pull request to Next.js
# of August 2026 calls the comment wrong too, and is about pages that are being left; 16.4.6 has nothing of it.
#
# The flag is not all of it. Where a connection that has carried a request before closes before the answer begins,
# Chromium itself sends the request again, a POST too. Then the action is carried out twice without the flag as well,
# and neither Next nor the page hears of it. What helps against both is an idempotency key among the action's arguments.
#
# A proxy passes the first POST on, reads the whole answer of the server, and closes the browser's connection instead of
# passing the answer. Seen with Chromium 156, by HTTP/1.1, for one press each:
#
#   new connection, without the flag: carried out 1 time; the page has "TypeError: Failed to fetch"
#   new connection, with the flag: carried out 2 times; the page has "answer 2"
#   kept connection, without the flag: carried out 2 times; the page has "answer 2"
#   kept connection, with the flag: carried out 2 times; the page has "answer 2"
#
# Needs Node 20 and npm; takes a Chromium or Chrome of the system, else brings Playwright's. Some 400 MB for a moment.
set -euo pipefail
expected=$(sed -n 's/^#   //p' "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export NEXT_TELEMETRY_DISABLED=1 PLAYWRIGHT_BROWSERS_PATH="$folder/browsers"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --ignore-scripts --silent \
  next@16.4.6 react@19.3.1 react-dom@19.3.1 playwright-core@1.65.1
browser=
for name in chromium-headless-shell chromium google-chrome; do
  browser=$(command -v "$name") && break
done
[ -n "$browser" ] || node_modules/.bin/playwright-core install --only-shell chromium >&2

mkdir app
cat >next.config.js <<'JS'
export default { distDir: process.env.BUILD, experimental: { useOffline: process.env.BUILD === "with" } };
JS
cat >app/layout.js <<'JS'
export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
JS
cat >app/actions.js <<'JS'
"use server";
import { appendFileSync, readFileSync } from "node:fs";

export async function count() {
  appendFileSync(process.env.COUNTED, "x");
  return readFileSync(process.env.COUNTED, "utf8").length;
}
JS
cat >app/page.js <<'JS'
"use client";
import { useEffect, useState } from "react";
import { count } from "./actions";

export default function Page() {
  const [isReady, setReady] = useState(false);
  const [seen, setSeen] = useState("");
  useEffect(() => setReady(true), []);
  const press = () => count().then((number) => setSeen(`answer ${number}`), (error) => setSeen(`${error}`));
  return (
    <>
      <button type="button" disabled={!isReady} onClick={press}>
        Count
      </button>
      <output>{seen}</output>
    </>
  );
}
JS
for build in without with; do
  BUILD=$build node_modules/.bin/next build >build.log 2>&1 || { cat build.log >&2; exit 1; }
done

cat >look.mjs <<'JS'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { chromium } from "playwright-core";

/** Starts Next on a free port, with a file of its own that the action appends to. */
async function startNext(build) {
  const counted = path.resolve(`counted-${build}`);
  const child = spawn(
    process.execPath,
    ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", "0"],
    { env: { ...process.env, BUILD: build, COUNTED: counted }, stdio: ["ignore", "pipe", "inherit"] },
  );
  process.on("exit", () => child.kill());
  const port = await new Promise((resolve, reject) => {
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      printed += text;
      const [, found] = /127\.0\.0\.1:(\d+)[^]*Ready/.exec(printed) ?? [];
      if (found) resolve(Number(found));
    });
    child.on("exit", () => reject(new Error(`next start ended: ${printed}`)));
  });
  return {
    port,
    reset: () => writeFileSync(counted, ""),
    carriedOut: () => readFileSync(counted, "utf8").length,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

/** Passes all on but the answer to the first POST. `lost` tells how often the action had been carried out by then. */
async function startProxy(next, keepsConnections) {
  const seen = { lost: null, isKept: null };
  const used = new WeakSet();
  const proxy = http.createServer((request, response) => {
    const { method, url, socket } = request;
    const isKept = used.has(socket);
    used.add(socket);
    const headers = { ...request.headers, connection: "close" };
    const onward = http.request({ port: next.port, host: "127.0.0.1", method, path: url, headers, agent: false });
    onward.on("response", async (answer) => {
      const body = await buffer(answer);
      if (method === "POST" && seen.lost === null) {
        Object.assign(seen, { lost: next.carriedOut(), isKept });
        socket.destroy();
        return;
      }
      const connection = keepsConnections ? "keep-alive" : "close";
      response.writeHead(answer.statusCode, { ...answer.headers, connection }).end(body);
    });
    onward.on("error", () => socket.destroy());
    request.pipe(onward);
  });
  proxy.keepAliveTimeout = 0;
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const stop = () => {
    proxy.close();
    proxy.closeAllConnections();
  };
  return { seen, address: `http://127.0.0.1:${proxy.address().port}/`, stop };
}

async function pressOnce(browser, next, keepsConnections) {
  next.reset();
  const proxy = await startProxy(next, keepsConnections);
  const page = await browser.newPage();
  await page.goto(proxy.address);
  await page.locator("button:enabled").waitFor();
  // Leaves a connection that has carried a request, where the proxy keeps connections.
  await page.evaluate(async () => (await fetch("/", { cache: "no-store" })).text());
  await page.getByRole("button").click();
  // The promise of the action has settled by then, so that nothing is sent after it.
  const text = await page.locator("output:not(:empty)").textContent();
  await page.close();
  proxy.stop();
  const { lost, isKept } = proxy.seen;
  if (lost !== 1 || isKept !== keepsConnections) {
    throw new Error(`Not what was to be tried: ${JSON.stringify(proxy.seen)}`);
  }
  const times = next.carriedOut();
  return `carried out ${times} ${times === 1 ? "time" : "times"}; the page has "${text}"`;
}

const browser = await chromium.launch({ executablePath: process.argv[2] || undefined });
console.error(`Chromium ${browser.version()}`);
const servers = { without: await startNext("without"), with: await startNext("with") };
for (const keepsConnections of [false, true]) {
  for (const [build, next] of Object.entries(servers)) {
    const outcome = await pressOnce(browser, next, keepsConnections);
    console.log(`${keepsConnections ? "kept" : "new"} connection, ${build} the flag: ${outcome}`);
  }
}
await browser.close();
await Promise.all(Object.values(servers).map((next) => next.stop()));
JS
seen=$(node look.mjs "$browser")
printf '%s\n' "$seen"
if [ "$seen" != "$expected" ]; then
  echo "This is no longer what was seen with Next.js 16.4.6." >&2
  exit 1
fi
