import { expect, test } from "vitest";
import type { CallRecord } from "@/lib/callback/call-record";
import { reducedRecord } from "./reduced-record";

const record: CallRecord = {
  outcome: "http_error",
  statusCode: 500,
  request: null,
  requestParts: { userAgent: "Callboard/1.0.0", timestampS: 1, signature: "v1,a" },
  responseHeaders: "a: b",
  responseBody: "c",
  dnsMs: 1,
  connectMs: 2,
  tlsMs: 3,
  firstByteMs: 4,
  totalMs: 5,
  retryAfterMs: 6,
  cause: "Answered 500.",
};

test("what cannot be recorded is tried without the texts, then as an outcome alone, then no more", () => {
  const first = reducedRecord(record);
  expect(first).toEqual({
    ...record,
    request: null,
    requestParts: null,
    responseHeaders: null,
    responseBody: null,
    cause: "The answer could not be recorded as text.",
  });
  const second = first && reducedRecord(first);
  expect(second).toEqual({
    outcome: "http_error",
    statusCode: null,
    request: null,
    requestParts: null,
    responseHeaders: null,
    responseBody: null,
    dnsMs: null,
    connectMs: null,
    tlsMs: null,
    firstByteMs: null,
    totalMs: 0,
    retryAfterMs: null,
    cause: "The details of this call could not be recorded.",
  });
  expect(second && reducedRecord(second)).toBeNull();
});
