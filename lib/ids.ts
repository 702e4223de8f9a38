import { monotonicFactory } from "ulid";

/** Numbers are ids inside; outside they carry what they are: `dlv_42`. Events alone have ids unique for ever (docs/decisions/0006). */
type NumericKind = "usr" | "ep" | "dlv" | "aud" | "job" | "ntc";

export function publicId(kind: NumericKind, id: number | bigint | string): string {
  return `${kind}_${id}`;
}

/** The number inside a public id, or null when the text is not one of this kind (so a route answers 404, not 500). */
export function parsePublicId(kind: NumericKind, text: string): bigint | null {
  const match = /^([a-z]+)_([1-9]\d{0,17})$/.exec(text);
  return match?.[1] === kind && match[2] ? BigInt(match[2]) : null;
}

/** The largest id of a column of type `int4`; a larger one names nothing, and the database would refuse it. */
const maxInt4 = 2_147_483_647n;

/** As `parsePublicId`, for a kind whose column is an `int4`. */
export function parseIntId(kind: "ep" | "job", text: string): number | null {
  const id = parsePublicId(kind, text);
  return id === null || id > maxInt4 ? null : Number(id);
}

/** Whether a text has the form of an event's id. */
export const isEventId = (text: string) => /^evt_[0-9A-Z]{26}$/.test(text);

/** The library asks the system for each of 16 characters, which takes longer than all else about an event; here for many at once. */
function blockwise(): () => number {
  let bytes = new Uint8Array();
  let at = 0;
  return () => {
    if (at === bytes.length) [bytes, at] = [crypto.getRandomValues(new Uint8Array(4_096)), 0];
    at += 1;
    return (bytes[at - 1] ?? 0) / 256;
  };
}

/** Those of one millisecond count up, so that events made one after the other here sort as they were made. */
const nextUlid = monotonicFactory(blockwise());

/** A new event's id: `evt_` and a ULID, sortable by time, unique across databases because receivers deduplicate on it. */
export function newEventId(): string {
  return `evt_${nextUlid()}`;
}
