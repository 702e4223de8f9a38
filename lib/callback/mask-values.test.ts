import { expect, test } from "vitest";
import type { CallRecord } from "./call-record";
import { maskValues } from "./mask-values";

const value = "Bearer token-3f9a-77";
const record = (texts: Partial<CallRecord>): CallRecord => ({
  outcome: "http_error",
  statusCode: 500,
  request: null,
  requestParts: null,
  responseHeaders: null,
  responseBody: null,
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  firstByteMs: null,
  totalMs: 1,
  retryAfterMs: null,
  cause: "It answered 500.",
  ...texts,
});
const masked = (texts: Partial<CallRecord>, headers: [name: string, value: string][] = [["X-Key", value]]) =>
  maskValues(record(texts), headers);

test("in the request by name, in any case, and nowhere else", () => {
  const request = `GET /x-key:?a=1 HTTP/1.1\nhost: a\nx-key: ${value}\nX-Key-2: other\nuser-agent: x-key: b`;
  expect(masked({ request }).request).toBe(
    "GET /x-key:?a=1 HTTP/1.1\nhost: a\nx-key: ••••\nX-Key-2: other\nuser-agent: x-key: b",
  );
});

test("in the answer to the letter, with and without its scheme, also where the answer is cut off", () => {
  const responseHeaders = `x-a: ${value}\nx-b: token-3f9a-77`;
  expect(masked({ responseHeaders, cause: `Redirected to /${value}.` })).toMatchObject({
    responseHeaders: "x-a: ••••\nx-b: ••••",
    cause: "Redirected to /••••.",
  });
  for (const [body, shown] of [
    [`${value}${value} and token-3f9a-77`, "•••••••• and ••••"],
    ["you sent Bearer token-3f9", "you sent ••••"],
    ["you sent token-3f9", "you sent ••••"],
    ["you sent token-3", "you sent token-3"],
    ["nothing of it", "nothing of it"],
    ["", ""],
  ]) {
    expect(masked({ responseBody: body ?? "" }).responseBody).toBe(shown);
  }
});

test("a short value stands for anything in an answer, and is masked in the request alone", () => {
  const texts = { request: "GET / HTTP/1.1\nX-Env: prod", responseBody: "prod is up", responseHeaders: null };
  expect(masked(texts, [["X-Env", "prod"]])).toMatchObject({
    request: "GET / HTTP/1.1\nX-Env: ••••",
    responseBody: "prod is up",
    responseHeaders: null,
  });
});
