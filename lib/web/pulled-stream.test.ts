import { once } from "node:events";
import http from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterAll, expect, test } from "vitest";
import { listenHere } from "@/lib/testing/ports";
import { pulledStream } from "./pulled-stream";

/** What a stream's maker sees of its client, over a real connection. */
type Made = { chunks: number; ended: unknown[]; end: () => void };

let make: () => AsyncGenerator<string>;
let made: Made;
const server = http.createServer((_request, response) => {
  made = { chunks: 0, ended: [], end: () => {} };
  const here = made;
  const counted = async function* () {
    for await (const chunk of make()) {
      here.chunks += 1;
      yield chunk;
    }
  };
  const { response: answer, end } = pulledStream(
    counted(),
    { "content-type": "text/csv" },
    { gone: new AbortController().signal, onEnd: (error) => here.ended.push(error) },
  );
  here.end = end;
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  // As Next does: written as it is taken, given up when the client leaves.
  pipeline(Readable.fromWeb(answer.body as import("node:stream/web").ReadableStream), response).catch(
    () => {},
  );
});
const port = await listenHere(server);
afterAll(() => server.close());

async function open(): Promise<{ request: http.ClientRequest; response: http.IncomingMessage }> {
  const request = http.get({ port, agent: false });
  request.on("error", () => {});
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  return { request, response };
}

async function* endless(): AsyncGenerator<string> {
  for (;;) yield "x".repeat(64 * 1024);
}

test("what is made arrives whole, and the end is told once", async () => {
  make = async function* () {
    yield "a";
    yield "b";
  };
  const { response } = await open();
  expect(Buffer.concat(await response.toArray()).toString()).toBe("ab");
  expect(made.ended).toEqual([undefined]);
});

test("no more is made than the client takes, and nothing once it has left", async () => {
  make = endless;
  const { request, response } = await open();
  response.pause();
  // What fits into buffers is made; from then on nothing, however many rounds pass.
  let before = -1;
  await expect
    .poll(
      () => {
        const isStill = made.chunks === before;
        before = made.chunks;
        return isStill;
      },
      { interval: 200 },
    )
    .toBe(true);
  expect(made.chunks).toBeLessThan(1_000);
  request.destroy();
  await expect.poll(() => made.ended).toEqual([undefined]);
});

test("a failure in the middle, and a process that stops, break the connection", async () => {
  make = async function* () {
    yield "a part";
    throw new Error("The database does not answer.");
  };
  const failing = await open();
  await expect(failing.response.toArray()).rejects.toThrow();
  expect(made.ended).toMatchObject([{ message: "The database does not answer." }]);
  make = endless;
  const stopped = await open();
  made.end();
  await expect(stopped.response.toArray()).rejects.toThrow();
  expect(made.ended).toMatchObject([{ message: "Callboard is stopping." }]);
});

test("a client that left before the answer began, or before anything was read of it, keeps no place", () => {
  const ended: unknown[] = [];
  const leaving = new AbortController();
  pulledStream(endless(), {}, { gone: leaving.signal, onEnd: (error) => ended.push(error) });
  expect(ended).toEqual([]);
  leaving.abort();
  pulledStream(endless(), {}, { gone: leaving.signal, onEnd: (error) => ended.push(error) });
  expect(ended).toEqual([undefined, undefined]);
});
