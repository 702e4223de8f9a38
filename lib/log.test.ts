import { once } from "node:events";
import { expect, test } from "vitest";
import { linesOf, logProcess, written } from "./testing/log-process";

const logger = (body: string) =>
  logProcess(`import { bufferLog, log, logFrequent } from "./lib/log.ts"; ${body}`);

for (const [buffered, write] of [
  ["", 'log.info({ event: "many", text: "x".repeat(8_000) })'],
  ["bufferLog();", 'logFrequent(\'"event":"many","text":"\' + "x".repeat(8_000) + \'"\')'],
] as const) {
  test(`a process whose output nobody reads goes on, drops lines, and says how many ${buffered}`, async () => {
    const child = logger(`
      ${buffered}
      const count = 5_000;
      for (let i = 0; i < count; i += 1) ${write};
      process.on("message", (asked) => {
        process.send({ asked, kilobytes: process.memoryUsage().rss / 1024 });
        if (asked === "end") process.disconnect();
      });
      process.send({ asked: "written" });`);
    // All is logged, and questions are answered, while nothing is read: at most what a pipe holds has left the process.
    for (const asked of ["written", 1, 2, 3]) {
      if (typeof asked === "number") child.send(asked);
      expect((await once(child, "message"))[0]).toMatchObject({ asked });
    }
    const lines = linesOf(child);
    child.send("end");
    const found = await lines;
    const kept = found.filter(({ event }) => event === "many").length;
    const dropped = found.filter(({ event }) => event === "log.dropped");
    expect(kept).toBeGreaterThan(100);
    expect(kept).toBeLessThan(1_000);
    expect(dropped).toHaveLength(1);
    expect(kept + Number(dropped[0]?.lines)).toBe(5_000);
  });
}

test("lines get out at the end, also when the process dies of an error nobody caught", async () => {
  for (const [buffered, end, code] of [
    ["", "process.exit(3)", 3],
    ["bufferLog();", "process.exit(3)", 3],
    ["bufferLog();", 'throw new Error("nobody caught this")', 1],
    ["bufferLog();", "process.channel.unref()", 0],
  ] as const) {
    const child = logger(
      `${buffered} for (let i = 0; i < 1_000; i += 1) log.info({ event: "last", i }); ${end}`,
    );
    const ended = once(child, "exit");
    const found = await linesOf(child);
    expect(found.map(({ i }) => i)).toEqual(Array.from({ length: 1_000 }, (_, i) => i));
    expect((await ended)[0]).toBe(code);
  }
});

test("a process whose output nobody reads ends when it is asked to", async () => {
  const child = logger(
    `for (let i = 0; i < 1_000; i += 1) log.info({ text: "x".repeat(8_000) }); process.exit(3)`,
  );
  expect((await once(child, "exit"))[0]).toBe(3);
});

test("a line is cut to its limit and stays JSON, whatever it is made of", async () => {
  const child = logger(`
    const deep = { at: 0 };
    for (let i = 1, inner = deep; i < 5_000; i += 1) inner = inner.in = { at: i };
    const circular = { name: "circular" };
    circular.self = circular;
    log.error({ event: "text", code: "b".repeat(9_000_000), password: undefined });
    log.error({ event: "list", list: Array.from({ length: 1_000_000 }, (_, i) => i) });
    log.error({ event: "names", ...Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => ["k" + i, i])) });
    log.error({ event: "name", ["n".repeat(9_000_000)]: 1 });
    log.error({ event: "deep", deep });
    log.error({ event: "circular", circular });
    log.error({ event: "error", err: Object.assign(new TypeError("m".repeat(100_000)), { code: "E1" }) });
    log.error({ event: "odd", big: 10n, bytes: new Uint8Array(9_000_000), when: new Date(0), never: new Date(NaN) });
    log.error({ event: "throws", get bad() { throw new Error("no") } });
    log.error({ event: "quoted", texts: Array(4).fill("\\u0001".repeat(8_000)) });
    log.error({ event: "terminal", code: "\\x9b2J\\u202e" }, "\\x9b31m");
    log.error({ event: "message" }, "m".repeat(9_000_000));
    log.error("m".repeat(100));
    process.disconnect();`);
  const raw = (await written(child)).split("\n").slice(0, -1);
  expect(Math.max(...raw.map((line) => line.length))).toBeLessThanOrEqual(64 * 1024);
  expect(raw.join("")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  const found = raw.map((line) => JSON.parse(line) as Record<string, unknown>);
  const line = (event: string) => found.find((one) => one.event === event);
  expect(found).toHaveLength(13);
  expect(found.every(({ level, time }) => level === "error" && typeof time === "string")).toBe(true);
  expect(line("text")?.code).toMatch(/^b{8192}… \[8,991,808 characters left out\]$/);
  expect(line("list")?.list).toHaveLength(101);
  expect(line("message")?.msg).toMatch(/^m{8192}… \[8,991,808 characters left out\]$/);
  expect(line("error")?.msg).toMatch(/^m{8192}… \[91,808 characters left out\]$/);
  expect(line("error")?.err).toMatchObject({ type: "TypeError", code: "E1" });
  expect(line("odd")).toMatchObject({
    big: "10",
    bytes: "[9000000 bytes]",
    when: "1970-01-01T00:00:00.000Z",
    never: null,
  });
  expect(line("terminal")).toMatchObject({ code: "\x9b2J\u202e", msg: "\x9b31m" });
  const cut = found.filter(({ event }) => event === "log.line_cut").map(({ beginning }) => beginning);
  expect(cut).toEqual([expect.stringMatching(/"event":"quoted".*characters left out\]$/s)]);
  expect(line("log.unreadable_fields")).toBeDefined();
});
