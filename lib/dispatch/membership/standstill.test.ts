import { spawn } from "node:child_process";
import { once } from "node:events";
import { build } from "esbuild";
import { expect, test } from "vitest";

/**
 * Runs a program that watches itself, ten turns of 100 ms at most, bundled as the dispatcher is, since the thread gets its code
 * as text; what it wrote, and how it ended.
 */
async function run(
  program: string,
  limits = "{ maxStandstillMs: 1_000, turnMs: 100 }",
): Promise<{ wrote: string; code: number | null; signal: string | null }> {
  const contents = `import { endOnStandstill } from "./lib/dispatch/membership/standstill";
    endOnStandstill(${limits});
    const block = (ms) => { const until = performance.now() + ms; while (performance.now() < until); };
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    await pause(500);
    ${program}`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    write: false,
  });
  const args = ["--input-type=module", "--eval", outputFiles[0]?.text ?? ""];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let wrote = "";
  child.stdout.on("data", (chunk: Buffer) => {
    wrote += chunk.toString();
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  return { wrote, code, signal };
}

test("a process whose event loop stands still is ended, and says so", async () => {
  const { wrote, signal } = await run("for (;;);");
  expect(signal).toBe("SIGKILL");
  expect(JSON.parse(wrote)).toMatchObject({ level: "fatal", event: "dispatcher.stood_still", forMs: 1_000 });
});

test("one that is only busy goes on, and ends when it has nothing left to do", async () => {
  const { wrote, code } = await run("for (let n = 0; n < 6; n += 1) { block(300); await pause(150); }");
  expect({ wrote, code }).toEqual({ wrote: "", code: 0 });
});

test("one that was stopped from outside for longer goes on as well", async () => {
  const { code, wrote } = await run(`
    const { spawn } = await import("node:child_process");
    spawn("sh", ["-c", \`kill -STOP \${process.pid}; sleep 2; kill -CONT \${process.pid}\`]);
    await pause(2_500);`);
  expect({ wrote, code }).toEqual({ wrote: "", code: 0 });
});

test("by the limits of the dispatcher a process that goes on is left alone", async () => {
  const { wrote, signal } = await run("await pause(1_200); console.log('alive');", "");
  expect([wrote, signal]).toEqual(["alive\n", null]);
});
