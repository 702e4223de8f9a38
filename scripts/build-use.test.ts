import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf, runningHere } from "./build-use.mjs";

let folder: string;
const ends: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "build-use-"));
});

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
  rmSync(folder, { recursive: true });
});

/** Runs a program that has what is tested, and `folder`; resolves once it printed a line. */
async function start(program: string) {
  const source = `import { markRunning, oneAtATime } from "./scripts/build-use.mjs";
    import { appendFileSync } from "node:fs";
    const folder = ${JSON.stringify(folder)};
    const untilKilled = () => new Promise(() => setInterval(() => {}, 1e6));
    ${program}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const end = (signal: NodeJS.Signals = "SIGKILL") => {
    child.kill(signal);
    return ended;
  };
  ends.push(end);
  let wrote = "";
  child.stdout.on("data", (chunk) => {
    wrote += chunk;
  });
  await once(child.stdout, "data");
  return { pid: Number(child.pid), ended, end, wrote: () => wrote };
}

const running = () => start(`markRunning(folder); console.log("marked"); await untilKilled();`);

test("who runs from the folder is told, until it ends, also by kill -9", async () => {
  const [first, second] = [await running(), await running()];
  expect(runningHere(folder).sort()).toEqual([first.pid, second.pid].sort());
  await first.end("SIGKILL");
  expect(runningHere(folder)).toEqual([second.pid]);
  await second.end("SIGTERM");
  expect(runningHere(folder)).toEqual([]);
  expect(readdirSync(path.join(folder, "running"))).toEqual([]);
});

test("another process with the pid of one that was killed counts for nothing", () => {
  mkdirSync(path.join(folder, "running"));
  writeFileSync(path.join(folder, "running", String(process.ppid)), "of an earlier one");
  expect(runningHere(folder)).toEqual([]);
  expect(identityOf(process.ppid)).not.toBeNull();
});

test("two builds never run at once, and who waits is told for whom", async () => {
  const first = await start(
    `await oneAtATime(folder, async () => { console.log("builds"); await untilKilled(); });`,
  );
  const second = await start(
    `await oneAtATime(folder, () => console.log("builds"), { onWait: (pid) => console.log("waits for", pid) });`,
  );
  expect(second.wrote()).toBe(`waits for ${first.pid}\n`);
  // What was killed holds up nobody.
  await first.end("SIGKILL");
  await second.ended;
  expect(second.wrote()).toBe(`waits for ${first.pid}\nbuilds\n`);
  expect(readdirSync(folder).filter((name) => name === "lock")).toEqual([]);
});

test("many that find the lock of a killed build take it one after the other", async () => {
  writeFileSync(path.join(folder, "lock"), `${process.ppid}\nof an earlier one`);
  const log = path.join(folder, "log");
  const builds = Array.from({ length: 6 }, () =>
    start(`console.log("starts");
      for (let n = 0; n < 20; n++) await oneAtATime(folder, async () => {
        appendFileSync("${log}", "begins " + process.pid + "\\n");
        await new Promise(setImmediate);
        appendFileSync("${log}", "ends " + process.pid + "\\n");
      });`),
  );
  for (const build of builds) await (await build).ended;
  const lines = readFileSync(log, "utf8").trim().split("\n");
  expect(lines).toHaveLength(240);
  for (let n = 0; n < lines.length; n += 2) {
    expect(lines[n + 1]).toBe(lines[n]?.replace("begins", "ends"));
  }
});
