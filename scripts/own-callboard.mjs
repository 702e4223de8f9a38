// A Callboard of its own for a suite outside `npm test`: started as people start it, with a folder, a database and a port of its
// own, and an administrator's token. Plain Node without dependencies: any release that is supported runs it.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { root } from "./root.mjs";

const maxMs = 120_000;
const email = "root@example.com";

/**
 * Starts Callboard. What it needs must have been prepared.
 * @param program the `node` that runs it
 * @returns its address and an administrator's token; `within` waits two minutes at most and then throws with what was printed, `end`
 * asks it to end and throws where it does not end well, `clear` leaves nothing of it, however it goes
 */
export async function startCallboard(program = process.execPath) {
  const folder = mkdtempSync(path.join(tmpdir(), "callboard-suite-"));
  chmodSync(folder, 0o711);
  const port = await freePort();
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
  const within = (promise) => inTime(lines, promise);
  const clear = async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const end = async () => {
    child.kill("SIGTERM");
    const [code] = await within(ended);
    if (code !== 0) throw new Error(`It ended with ${code}.\n${lines.join("\n")}`);
  };
  try {
    await within(ready(child, lines, ended));
    const command = ["scripts/admin.mjs", "token", "create", "--email", email, "--name", "n"];
    return {
      url: `http://127.0.0.1:${port}`,
      token: run(program, command, env),
      env,
      lines,
      within,
      end,
      clear,
    };
  } catch (error) {
    await clear();
    throw error;
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

async function inTime(lines, promise) {
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

/** Runs a program in the repository. @returns what it prints; throws where it ends with another code than 0 */
export function run(program, args, env) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}.\n${stderr}`);
  return stdout.trim();
}

/** @returns the port that the server then listens at, on this machine alone */
export async function listen(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server.address().port;
}

/** @returns a port of this machine at which nobody listens */
export async function freePort() {
  const probe = createServer();
  const port = await listen(probe);
  probe.close();
  await once(probe, "close");
  return port;
}
