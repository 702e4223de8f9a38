import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { forwardOutput } from "./output";

/** What a real process prints, passed on: the processor time this takes here, and what came out. */
async function passedOn(program: string): Promise<{ cpuMs: number; text: string }> {
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  const written: string[] = [];
  const before = process.cpuUsage();
  forwardOutput("web", child.stdout, { write: (text) => written.push(text) });
  await once(child.stdout, "end");
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1_000, text: written.join("") };
}

/** Eight times as much may take eight times as long, and half as much again for whatever else this process does. */
const maxRatio = 12;
const noiseMs = 50;

test("a line of megabytes costs processor time in proportion, and comes out cut, with a mark", async () => {
  const costs: number[] = [];
  for (const megabytes of [4, 8, 16, 32]) {
    const size = megabytes * 1_000_000;
    const { cpuMs, text } = await passedOn(`process.stdout.write("x".repeat(${size}) + "\\nnext\\n")`);
    costs.push(cpuMs);
    const lines = text.split("\n").slice(0, -1);
    expect(lines).toHaveLength(2);
    expect(text.length).toBeLessThan(200_000);
    const { msg } = JSON.parse(lines[0] ?? "") as { msg: string };
    const [kept = "", left = ""] = /^(x+)… \[([\d,]+) characters left out\]$/.exec(msg)?.slice(1) ?? [];
    expect(kept.length + Number(left.replaceAll(",", ""))).toBe(size);
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ process: "web", msg: "next" });
  }
  expect(costs.at(-1)).toBeLessThan(maxRatio * (costs[0] ?? 0) + noiseMs);
});

test("of a hundred thousand short lines none is lost, in processor time in proportion", async () => {
  const costs: number[] = [];
  for (const count of [25_000, 50_000, 100_000, 200_000]) {
    const line = '{"level":"info","event":"x"}';
    const { cpuMs, text } = await passedOn(
      `process.stdout.write(${JSON.stringify(`${line}\n`)}.repeat(${count}))`,
    );
    costs.push(cpuMs);
    expect(text.split("\n").length - 1).toBe(count);
  }
  expect(costs.at(-1)).toBeLessThan(maxRatio * (costs[0] ?? 0) + noiseMs);
});
