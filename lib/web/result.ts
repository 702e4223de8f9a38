import type { InputError } from "@/lib/errors";

/** What a server action answers: expected failures are values a screen can show. Pure; screens import the type. */
export type ActionResult<T> = { ok: true; value: T } | ActionFailure;

export type ActionFailure = {
  ok: false;
  /** As an HTTP status would say it: 401 sign in again, 403, 404, 409 changed by somebody else, 422 see `errors`, 500. */
  status: number;
  message: string;
  errors?: InputError[];
};
