// `npm run test:nodes`: starts Callboard and delivers a callback with each release of Node that it supports, or with those
// that are named (`npm run test:nodes -- 22`). npm brings the programs; none of them is installed on this machine.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { prepare, root } from "./prepare.mjs";

const releases = ["20.19", "22", "24", "26"];
const named = process.argv.slice(2);
const maxMs = 120_000;

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
  const folder = mkdtempSync(path.join(tmpdir(), "callboard-node-"));
  chmodSync(folder, 0o711);
  const receiver = createServer((_request, answer) => answer.end("ok"));
  const [received, port] = [once(receiver, "request"), await freePort()];
  const receiverPort = await listen(receiver);
  const email = "root@example.com";
  const env = {
    PATH: `${path.dirname(program)}:${process.env.PATH}`,
    DATA_DIR: folder,
    PORT: String(port),
    LOG_LEVEL: "warn",
    ADMIN_EMAIL: email,
    ADMIN_PASSWORD: "a password of the tests",
  };
  const child = spawn(program, ["scripts/start.mjs"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const lines = [];
  try {
    await within(lines, ready(child, lines, ended));
    const token = run(
      program,
      ["scripts/admin.mjs", "token", "create", "--email", email, "--name", "n"],
      env,
    );
    const call = caller(`http://127.0.0.1:${port}`, token);
    const settings = await call("GET", "/api/webhooks");
    const body = structuredClone(settings.body);
    body.created = { ...body.created, enabled: true, urls: [`http://127.0.0.1:${receiverPort}/created`] };
    await call("PUT", "/api/webhooks", body, { "if-match": settings.etag });
    await call("POST", "/api/instances/create", { processName: "training-request" });
    const [request] = await within(lines, received);
    if (!request.url.endsWith("eventType=created")) throw new Error(`The receiver got ${request.url}.`);
    child.kill("SIGTERM");
    const [code] = await within(lines, ended);
    if (code !== 0) throw new Error(`It ended with ${code}.\n${lines.join("\n")}`);
    return run(program, ["--version"], env).replace(/^v/, "");
  } finally {
    child.kill("SIGKILL");
    await ended;
    receiver.closeAllConnections();
    receiver.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function ready(child, lines, ended) {
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on("line", (line) => {
        lines.push(line);
        if (line.startsWith("Ready: ")) resolve();
      });
    }
    void ended.then(() => reject(new Error(`It ended before it was ready.\n${lines.join("\n")}`)));
  });
}

async function within(lines, promise) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Nothing came for two minutes.\n${lines.join("\n")}`)), maxMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function run(program, args, env) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}.\n${stderr}`);
  return stdout.trim();
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

async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

async function freePort() {
  const probe = createServer();
  const port = await listen(probe);
  probe.close();
  await once(probe, "close");
  return port;
}
