import { once } from "node:events";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { passOn } from "./output";

async function passedOn(chunks: (string | Buffer)[]): Promise<{ entries: object[]; writes: number }> {
  const stream = new PassThrough();
  const written: string[] = [];
  passOn("web", stream, (text) => written.push(text));
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
