import { once } from "node:events";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { forwardOutput, readableLine } from "./output";

async function passedOn(chunks: (string | Buffer)[]): Promise<{ entries: object[]; writes: number }> {
  const stream = new PassThrough();
  const written: string[] = [];
  forwardOutput("web", stream, { write: (text) => written.push(text) });
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await once(stream, "end");
  const lines = written.join("").split("\n").slice(0, -1);
  return { entries: lines.map((line) => JSON.parse(line)), writes: written.length };
}

test("JSON lines get the process's name in front, whoever wrote them", async () => {
  const { entries } = await passedOn([
    '{"level":"info","time":"2026-11-24T10:00:00.000Z","event":"a"}\n{"event":"b"}\r\n',
  ]);
  expect(entries).toEqual([
    { process: "web", level: "info", time: "2026-11-24T10:00:00.000Z", event: "a" },
    { process: "web", event: "b" },
  ]);
});

test("lines that are not JSON are kept as their message, blank ones are not", async () => {
  const { entries } = await passedOn(['▲ Next.js\r\n\n  \n{ not: json }\n{"level":"in\nlast, unended']);
  expect(entries).toMatchObject(
    ["▲ Next.js", "{ not: json }", '{"level":"in', "last, unended"].map((msg) => ({ process: "web", msg })),
  );
});

test("a line, even a character, may come in pieces; lines that come together are written together", async () => {
  const bytes = Buffer.from('{"level":"info","msg":"é"}\n{"level":"info","msg":"two"}\n');
  const cut = bytes.indexOf(0xc3) + 1;
  const { entries, writes } = await passedOn([bytes.subarray(0, cut), bytes.subarray(cut)]);
  expect(entries.map((entry) => "msg" in entry && entry.msg)).toEqual(["é", "two"]);
  expect(writes).toBe(1);
});

/** What a terminal would obey, but line ends and our own colours; the red of the texts below is not among those. */
const obeyed = /(?!\n|\p{Cc}\[(?!31m)\d+m)[\p{Cc}\p{Bidi_Control}]/u;

test.each([
  ["Next's own line", "Invalid action \x9b2J\x9b31mFORGED \u202egnp.exe\x1b]0;title\x07"],
  [
    "a line of our logger",
    JSON.stringify({ level: "info", msg: "\x9b2J\u202e\x1b[31m", a: { "\x9bk": "\x9b" } }),
  ],
  ["JSON escapes", '{"level":"info","code":"\\u009b2J\\u001b[2J\\u2066","msg":"\\u009b2J"}'],
])("nothing that others wrote is obeyed by a terminal: %s", async (_, line) => {
  const printed = readableLine("web", line);
  expect(printed).not.toMatch(obeyed);
  expect(printed).toContain("\\u009b2J");
  const written: string[] = [];
  const stream = new PassThrough();
  forwardOutput("web", stream, { write: (text) => written.push(text) });
  stream.end(`${line}\n`);
  await once(stream, "end");
  expect(written.join("")).not.toMatch(obeyed);
  expect(JSON.stringify(JSON.parse(written.join("")))).toContain("\x9b2J");
});

test("a JSON line that is nested beyond all measure does not end the supervisor", async () => {
  const deep = `{"a":${"[".repeat(60_000)}${"]".repeat(60_000)}}`;
  const { entries } = await passedOn([`${deep}\n`]);
  expect(entries).toHaveLength(1);
  expect(readableLine("web", deep).length).toBeLessThan(1_000_000);
});

test("what a child writes to standard error is a warning, unless the line says what it is", async () => {
  const stream = new PassThrough();
  const written: string[] = [];
  forwardOutput("web", stream, { write: (text) => written.push(text), level: "warn" });
  stream.end('TypeError: Invalid URL\n{"level":"error","msg":"ours"}\n');
  await once(stream, "end");
  const levels = written
    .join("")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).level);
  expect(levels).toEqual(["warn", "error"]);
});
