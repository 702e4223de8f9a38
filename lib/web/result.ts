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

/**
 * What the action of a form answers. A page that was posted to without scripts is made anew and shows what was `typed` from
 * here: the fields' values by name, in their order, and never a password.
 */
export type FormState<T> = { ok: true; value: T } | (ActionFailure & { typed?: Record<string, string[]> });

/** A server action that a form posts to, with or without scripts, as React's `useActionState` wants it. */
export type FormAction<T = void> = (previous: FormState<T> | null, given: FormData) => Promise<FormState<T>>;
