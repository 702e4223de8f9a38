// `npm run test:nodes`: starts Callboard and delivers a callback with each release of Node that it supports, or with those
// that are named (`npm run test:nodes -- 22`). npm brings the programs; none of them is installed on this machine.
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { listen, run, startCallboard } from "./own-callboard.mjs";
import { prepare } from "./prepare.mjs";
import { root } from "./root.mjs";

const releases = ["20.19", "22", "24", "26"];
const named = process.argv.slice(2);

await prepare();
let failed = 0;
for (const release of named.length > 0 ? named : releases) {
  try {
    const program = programOf(release);
    console.log(`✓ Node ${await startAndDeliver(program)}: started, delivered, and ended when asked to.`);
  } catch (error) {
    failed += 1;
    console.log(`✗ Node ${release}: ${error instanceof Error ? error.message : error}`);
  }
}
process.exit(failed === 0 ? 0 : 1);

/** The program of this release, brought by npm. @returns its path */
function programOf(release) {
  const folder = path.join(root, "node_modules/.cache/callboard-nodes", release);
  const name = `node-${process.platform}-${process.arch}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), "{}");
  const { status, stderr } = spawnSync("npm", ["install", "--no-audit", "--no-fund", `${name}@${release}`], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`npm does not bring ${name}@${release}. ${stderr}`);
  return path.join(folder, "node_modules", name, "bin/node");
}

/** @returns the version, once a callback has arrived and everything has ended */
async function startAndDeliver(program) {
  const receiver = createServer((_request, answer) => answer.end("ok"));
  const received = once(receiver, "request");
  const receiverPort = await listen(receiver);
  const callboard = await startCallboard(program).catch((error) => {
    receiver.close();
    throw error;
  });
  try {
    const call = caller(callboard.url, callboard.token);
    const settings = await call("GET", "/api/webhooks");
    const body = structuredClone(settings.body);
    body.created = { ...body.created, enabled: true, urls: [`http://127.0.0.1:${receiverPort}/created`] };
    await call("PUT", "/api/webhooks", body, { "if-match": settings.etag });
    await call("POST", "/api/instances/create", { processName: "training-request" });
    const [request] = await callboard.within(received);
    if (!request.url.endsWith("eventType=created")) throw new Error(`The receiver got ${request.url}.`);
    await callboard.end();
    return run(program, ["--version"], callboard.env).replace(/^v/, "");
  } finally {
    await callboard.clear();
    receiver.closeAllConnections();
    receiver.close();
  }
}

/** Calls the API with this token; throws where it does not answer 2xx. */
function caller(address, token) {
  return async (method, at, body, headers = {}) => {
    const answer = await fetch(`${address}${at}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${at} answered ${answer.status}: ${text}`);
    return { body: JSON.parse(text), etag: answer.headers.get("etag") ?? "" };
  };
}
