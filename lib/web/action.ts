import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { ExpectedError, InvalidError } from "@/lib/errors";
import { parseInput } from "./input-errors";
import { onceForForm } from "./once-for-form";
import type { ActionFailure, ActionResult, FormAction } from "./result";
import { isSameOrigin } from "./same-origin";
import { currentActor } from "./session";
import { unexpected } from "./unexpected";

type Work<Schema extends z.ZodType, T> = (actor: Actor, input: z.output<Schema>) => Promise<T>;

/** An action says what it judges its input by and what it does then, so that every one can be held to the same limits. */
type ActionParts<Schema extends z.ZodType, T> = { schema: Schema; work: Work<Schema, T> };
type Action<Schema extends z.ZodType, T> = ((input: z.input<Schema>) => Promise<ActionResult<T>>) &
  ActionParts<Schema, T>;

/**
 * Makes a server action: Origin, then the person as the database has them now, then the permission, then the input, then
 * `work`, whose service checks the permission for good. Expected failures come back as values.
 */
export function action<Schema extends z.ZodType, T>(
  permission: Permission,
  schema: Schema,
  work: Work<Schema, T>,
): Action<Schema, T> {
  const act = (input: z.input<Schema>) => perform(permission, () => input, schema, work);
  return Object.assign(act, { schema, work });
}

/**
 * What a form holds, as the action's schema wants it, and of it what may be shown again; and, where what it asks for is done once
 * for a form, the key that the page drew.
 */
type FormInput<Input> = { input: Input; typed?: Record<string, string[]>; idempotencyKey?: string };

/** Does something once for the form, however often it is sent: see `onceForForm`. */
type Once = <R>(work: () => Promise<R>) => Promise<R>;

type FormWork<Schema extends z.ZodType, T> = (
  actor: Actor,
  input: z.output<Schema>,
  once: Once,
) => Promise<T>;

/**
 * As `action`, for a form: `read` is asked for the input once the person may send it. Whoever calls this need not send a
 * form at all: what is none is an empty one.
 */
export function formAction<Schema extends z.ZodType, T>(
  permission: Permission,
  schema: Schema,
  read: (given: FormData) => FormInput<z.input<Schema>>,
  work: FormWork<Schema, T>,
): FormAction<T> & ActionParts<Schema, T> {
  const act: FormAction<T> = async (_, given) => {
    let form: FormInput<z.input<Schema>> | undefined;
    const input = () => {
      form = read(formOf(given));
      return form.input;
    };
    const workOnce: Work<Schema, T> = (actor, given) =>
      work(actor, given, (part) => onceForForm(actor, form?.idempotencyKey ?? "", given, part));
    const result = await perform(permission, input, schema, workOnce, work.name);
    return result.ok || !form?.typed ? result : { ...result, typed: form.typed };
  };
  // Whoever holds the parts to their limits sends no form.
  const withoutForm: Work<Schema, T> = (actor, input) => work(actor, input, (part) => part());
  return Object.assign(act, { schema, work: withoutForm });
}

async function perform<Schema extends z.ZodType, T>(
  permission: Permission,
  input: () => z.input<Schema>,
  schema: Schema,
  work: Work<Schema, T>,
  name = work.name,
): Promise<ActionResult<T>> {
  return answered(name || "action", async () => {
    const actor = await currentActor();
    if (!actor)
      return {
        ok: false,
        status: 401,
        message: "You are signed out. Sign in again in another tab; what you typed stays here.",
      };
    assertCan(actor, permission);
    return { ok: true, value: await work(actor, parseInput(schema, input())) };
  });
}

/**
 * What every action does, also those for people who are not signed in: refuses another site's request, and answers failures as
 * values.
 */
export async function answered<T>(
  name: string,
  work: () => Promise<T | ActionFailure>,
): Promise<T | ActionFailure> {
  return failuresAsValues(name, async () => {
    if (!(await isSameOriginRequest())) {
      return { ok: false, status: 403, message: "This request came from another site and was refused." };
    }
    return work();
  });
}

/** Expected failures as values; what is unexpected is logged under `name` and told with a reference. Rejects with Next's own only. */
export async function failuresAsValues<T>(
  name: string,
  work: () => Promise<T | ActionFailure>,
): Promise<T | ActionFailure> {
  try {
    return await work();
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof ExpectedError) {
      const errors = error instanceof InvalidError ? { errors: error.errors } : {};
      return { ok: false, status: error.status, message: error.message, ...errors };
    }
    return { ok: false, status: 500, message: unexpected(error, { action: name }) };
  }
}

/** A server action without an Origin, or with a foreign one, is refused (cross-site request forgery). */
async function isSameOriginRequest(): Promise<boolean> {
  const given = await headers();
  const origin = given.get("origin");
  if (!origin) return false;
  return isSameOrigin(origin, { appUrl: config().appUrl, host: given.get("host") ?? "" });
}

/** Strangers may send anything in a form's place. */
export function formOf(given: unknown): FormData {
  return given instanceof FormData ? given : new FormData();
}

/** The texts under this name; files are none. */
export function textsOf(given: FormData, name: string): string[] {
  return given.getAll(name).filter((entry) => typeof entry === "string");
}

/** The first of them, or nothing typed. */
export function textOf(given: FormData, name: string): string {
  return textsOf(given, name)[0] ?? "";
}

/** What stands under these names, to be shown again. */
export function typedIn(given: FormData, ...names: string[]): Record<string, string[]> {
  return Object.fromEntries(names.map((name) => [name, textsOf(given, name)]));
}
