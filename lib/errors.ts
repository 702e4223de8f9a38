import type { Permission } from "@/lib/auth/permissions";

/** Errors people may read. Anything else that is thrown is unexpected: logged once, shown as a constant sentence with a reference. */
export abstract class ExpectedError extends Error {
  abstract readonly status: number;
}

/** Where a value is wrong: `path` as in `created.urls` or `FieldsMappings[3].value`; `line` from 1 for text areas. */
export type InputError = { path: string; line?: number; message: string };

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

/** Too much at once; the same request may succeed in a moment. */
export class TooManyError extends ExpectedError {
  readonly status = 429;
}

/** What the sign-in page says of it, too. */
export const busySentence = "Many people are signing in just now. Try again in a few seconds.";

/** More passwords wait to be checked than can be soon; nothing was done, nothing was counted. */
export class BusyError extends ExpectedError {
  readonly status = 503;
  readonly retryAfterSeconds = 5;
  constructor() {
    super(busySentence);
  }
}

/** Well-formed input that breaks a rule; `errors` lists every problem at once, the message says them in sentences. */
export class InvalidError extends ExpectedError {
  readonly status = 422;
  constructor(readonly errors: InputError[]) {
    super(errors.map(sentenceOf).join(" "));
  }
}

/** A schema says "must be a whole number"; whoever reads it alone needs to know what must be. */
function sentenceOf({ path, message }: InputError): string {
  const whole = path !== "" && /^[a-z]/.test(message) ? `${path} ${message}` : message;
  return whole.endsWith(".") ? whole : `${whole}.`;
}
