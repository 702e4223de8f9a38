import type { CallRecord } from "@/lib/callback/call-record";

const textsRefused = "The answer could not be recorded as text.";
const detailsRefused = "The details of this call could not be recorded.";

/**
 * What to try next when PostgreSQL refused to keep this record: first the same without the receiver's texts, then the outcome
 * alone; null when that was refused as well.
 */
export function reducedRecord(record: CallRecord): CallRecord | null {
  if (record.cause === detailsRefused) return null;
  const withoutTexts = {
    ...record,
    request: null,
    requestParts: null,
    responseHeaders: null,
    responseBody: null,
  };
  if (record.cause !== textsRefused) return { ...withoutTexts, cause: textsRefused };
  return {
    ...withoutTexts,
    cause: detailsRefused,
    statusCode: null,
    dnsMs: null,
    connectMs: null,
    tlsMs: null,
    firstByteMs: null,
    totalMs: 0,
    retryAfterMs: null,
  };
}
