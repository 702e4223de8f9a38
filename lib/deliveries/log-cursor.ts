/**
 * A place between two rows of the log. Deliveries are in the order of their ids, events that were not sent in the order of their
 * time and id; a cursor says for both what is below: smaller than `delivery`, before `at` or then of a smaller id than `event`.
 * What arrives later is above every cursor there is. Pure.
 */
export type LogCursor = {
  /** A bigint as text. */
  delivery: string;
  /** Milliseconds since 1970. */
  at: number;
  event: string;
};

const written = /^([1-9]\d{0,18})\.(\d{1,15})\.((?:evt_[0-9A-Z]{26}0?)?)$/;

/** As the address has it. */
export function formatCursor({ delivery, at, event }: LogCursor): string {
  return `${delivery}.${at}.${event}`;
}

/** Null when the text is no cursor. */
export function parseCursor(text: string): LogCursor | null {
  const [, delivery, at, event] = written.exec(text) ?? [];
  if (delivery === undefined || at === undefined || event === undefined) return null;
  return BigInt(delivery) <= maxBigint && Number(at) <= maxMs ? { delivery, at: Number(at), event } : null;
}

const maxBigint = 9_223_372_036_854_775_807n;
const maxMs = Date.UTC(9999, 11, 31);

/** Above everything there is or will be. */
export const maxCursor: LogCursor = { delivery: String(maxBigint), at: maxMs, event: "" };

/** The next text after an event's id: all ids are equally long. */
export const afterEvent = (eventID: string) => `${eventID}0`;
