import type { Permission } from "@/lib/auth/permissions";

/** What one error repeats of what somebody sent, and how long it may be, in characters. */
const maxQuoted = 100;
const maxPath = 300;
const maxSentence = 1_000;
const maxMessage = 2_000;

/** Problems that one answer lists: more help nobody. */
export const maxListed = 100;
/** What the list of them may take, in bytes of JSON. */
const maxListBytes = 40 * 1_024;

/** A text that somebody sent, as errors repeat it: at most 100 characters, then an ellipsis. */
export function quoted(text: string): string {
  return cut(text, maxQuoted);
}

/** Never ends in half a character. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max)}…`;
}

/** Errors people may read. Anything else that is thrown is unexpected: logged once, shown as a constant sentence with a reference. */
export abstract class ExpectedError extends Error {
  abstract readonly status: number;
  constructor(message: string) {
    super(cut(message, maxMessage));
  }
}

/** The own words of what was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where a value is wrong: `path` as in `created.urls` or `FieldsMappings[3].value`; `line` from 1 for text areas. */
export type InputError = { path: string; line?: number; message: string };

/** The first hundred problems in words, and the number of the others. */
export type Problems = { listed: InputError[]; more: number };

/** Adds one; in words only while there is room, so that a million problems cost no more than counting them. */
export function addProblem(problems: Problems, make: () => InputError): void {
  if (problems.listed.length < maxListed) problems.listed.push(make());
  else problems.more += 1;
}

export class UnauthenticatedError extends ExpectedError {
  readonly status = 401;
}

export class ForbiddenError extends ExpectedError {
  readonly status = 403;
  constructor(
    message: string,
    readonly permission: Permission,
  ) {
    super(message);
  }
}

export class NotFoundError extends ExpectedError {
  readonly status = 404;
}

/** Somebody else changed it first, or the state does not allow it. */
export class ConflictError extends ExpectedError {
  readonly status = 409;
}

/** The very same request is being worked on: in a moment it has an answer. */
export class UnderWayError extends ConflictError {
  readonly retryAfterSeconds = 1;
}

/** Too much at once; the same request may succeed in a moment. */
export class TooManyError extends ExpectedError {
  readonly status = 429;
}

/** What the sign-in page says of it, too. */
export const busySentence = "Many people are signing in just now. Try again in a few seconds.";

/** More waits than can be done soon, passwords to be checked unless the sentence says else; nothing was done, nothing was counted. */
export class BusyError extends ExpectedError {
  readonly status = 503;
  readonly retryAfterSeconds = 5;
  constructor(sentence: string = busySentence) {
    super(sentence);
  }
}

/**
 * Well-formed input that breaks a rule: `errors` lists every problem at once, up to a hundred, and how many more there are;
 * the message says them in sentences. Whatever was sent, both are short.
 */
export class InvalidError extends ExpectedError {
  readonly status = 422;
  readonly errors: InputError[];
  /** @param more problems that were counted and are not in the list */
  constructor(errors: readonly InputError[], more = 0) {
    const listed = withinLimits(errors);
    const left = errors.length - listed.length + more;
    const shown = left === 0 ? listed : [...listed, { path: "", message: moreSentence(left) }];
    super(shown.map(sentenceOf).join(" "));
    this.errors = shown;
  }
}

function withinLimits(errors: readonly InputError[]): InputError[] {
  const listed: InputError[] = [];
  let left = maxListBytes;
  for (const { path, message, ...line } of errors.slice(0, maxListed)) {
    const error = { path: cut(path, maxPath), ...line, message: cut(message, maxSentence) };
    left -= new TextEncoder().encode(JSON.stringify(error)).length;
    if (left < 0) break;
    listed.push(error);
  }
  return listed;
}

function moreSentence(count: number): string {
  return count === 1
    ? "There is 1 more problem, which is not listed."
    : `There are ${count.toLocaleString("en")} more problems, which are not listed.`;
}

/** A schema says "must be a whole number"; whoever reads it alone needs to know what must be. */
function sentenceOf({ path, message }: InputError): string {
  const whole = path !== "" && /^[a-z]/.test(message) ? `${path} ${message}` : message;
  return whole.endsWith(".") ? whole : `${whole}.`;
}
