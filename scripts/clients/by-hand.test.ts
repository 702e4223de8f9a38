import { expect, test } from "vitest";
import { CallboardError, onlyProblems, orThrow } from "../../clients/typescript/src/problem";
import { retried } from "../../clients/typescript/src/retried";

/** What is written by hand in the TypeScript client; `npm run test:clients -- client` uses it against a Callboard. */

type Turn = number | Error | [status: number, retryAfter: string];

/** Calls that end as `turns` say. @returns how often it was called, the pauses in seconds, and the status or what was thrown */
async function callsFor(turns: readonly Turn[], attempts?: number) {
  const pauses: number[] = [];
  let calls = 0;
  const call = async () => {
    const turn = turns[calls];
    calls += 1;
    if (turn === undefined) throw new Error("called once too often");
    if (turn instanceof Error) throw turn;
    const [status, retryAfter] = typeof turn === "number" ? [turn] : turn;
    return {
      response: new Response(null, { status, headers: retryAfter ? { "retry-after": retryAfter } : {} }),
    };
  };
  const wait = async (seconds: number) => void pauses.push(seconds);
  const end = await retried(call, { wait, ...(attempts ? { attempts } : {}) }).then(
    ({ response }) => response.status,
    (error: unknown) => error,
  );
  return { calls, pauses, end };
}

const network = new TypeError("fetch failed");

test.each<[string, Turn[], number | Error]>([
  ["what went well", [200], 200],
  ["what was refused for good", [422], 422],
  ["a fault of Callboard's", [500], 500],
  ["a conflict", [409], 409],
  [
    "what its caller aborted",
    [new DOMException("Aborted.", "AbortError")],
    new DOMException("Aborted.", "AbortError"),
  ],
])("%s is not called again", async (_what, turns, end) => {
  expect(await callsFor(turns)).toEqual({ calls: 1, pauses: [], end });
});

test.each<[string, Turn]>([
  ["a network that fails", network],
  ["an attempt that ran out of time", new DOMException("Too late.", "TimeoutError")],
  ["429", 429],
  ["502", 502],
  ["503", 503],
  ["504", 504],
])("after %s it is called again, each time later", async (_what, turn) => {
  const { calls, pauses, end } = await callsFor([turn, turn, turn, turn, 200]);
  expect([calls, end]).toEqual([5, 200]);
  for (const [index, exact] of [0.5, 1, 2, 4].entries()) {
    expect(pauses[index]).toBeGreaterThanOrEqual(exact * 0.75);
    expect(pauses[index]).toBeLessThanOrEqual(exact * 1.25);
  }
});

test.each<[string, number]>([
  ["0", 0],
  ["7", 7],
  ["999999", 60],
])("a Retry-After of %s is waited for, a minute at most", async (retryAfter, seconds) => {
  expect((await callsFor([[409, retryAfter], 200])).pauses).toEqual([seconds]);
});

test("a Retry-After that is no number of seconds is left out of account", async () => {
  const { pauses } = await callsFor([[503, "Mon, 30 Nov 2026 00:00:00 GMT"], [503, "-1"], 200]);
  expect(pauses).toHaveLength(2);
  for (const seconds of pauses) expect(seconds > 0.3 && seconds < 1.3, String(seconds)).toBe(true);
});

test("the last attempt's end is the end", async () => {
  expect(await callsFor([503, 503], 2)).toMatchObject({ calls: 2, end: 503 });
  expect(await callsFor([503, network], 2)).toMatchObject({ calls: 2, end: network });
  expect((await callsFor([network, network, network, network, 429])).calls).toBe(5);
});

const problem = { type: "about:blank", title: "Invalid input", status: 422, detail: "A name is missing." };

test("orThrow answers what went well, and throws what Callboard says of each field", async () => {
  const response = new Response();
  expect(await orThrow(Promise.resolve({ data: 1, response }))).toBe(1);
  const errors = [{ path: "name", message: "is missing" }];
  const error = { ...problem, errors };
  const thrown = await orThrow(Promise.resolve({ error, response })).catch((reason: unknown) => reason);
  expect(thrown).toBeInstanceOf(CallboardError);
  expect(thrown).toMatchObject({
    problem: error,
    response,
    message: "A name is missing.\nname: is missing",
    name: "CallboardError",
  });
});

test("what Callboard refuses is left as it is, and what went well too", async () => {
  const headers = { "content-type": "application/problem+json" };
  for (const response of [
    Response.json(problem, { status: 422, headers }),
    new Response("", { status: 200 }),
    new Response(null, { status: 304 }),
  ]) {
    expect(await onlyProblems.onResponse({ response })).toBeUndefined();
    expect(response.bodyUsed).toBe(false);
  }
});

test.each([
  [
    "a page",
    "<h1>Bad Gateway</h1>\n",
    "text/html",
    "Something before Callboard answered 502: <h1>Bad Gateway</h1>.",
  ],
  [
    "JSON of its own",
    '{"message":"no"}',
    "application/json",
    'Something before Callboard answered 502: {"message":"no"}.',
  ],
  ["nothing", null, "text/plain", "Something before Callboard answered 502 without a word."],
])("where a proxy refuses with %s, there is a problem all the same", async (_what, body, type, detail) => {
  const response = new Response(body, {
    status: 502,
    statusText: "Bad Gateway",
    headers: { "content-type": type, "content-length": String(body?.length ?? 0), "retry-after": "3" },
  });
  const made = await onlyProblems.onResponse({ response });
  expect(await made?.json()).toEqual({ type: "about:blank", title: "Bad Gateway", status: 502, detail });
  expect([made?.status, made?.headers.get("retry-after"), made?.headers.get("content-length")]).toEqual([
    502,
    "3",
    null,
  ]);
});

test("of a long page the beginning is enough", async () => {
  const made = await onlyProblems.onResponse({
    response: new Response("x".repeat(100_000), { status: 500 }),
  });
  const { detail, title } = JSON.parse((await made?.text()) ?? "");
  expect([detail.length < 300, title]).toEqual([true, "Error"]);
});
