import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { type Actor, assertCan } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";
import { config } from "@/lib/config";
import { ExpectedError, InvalidError } from "@/lib/errors";
import { parseInput } from "./input-errors";
import type { ActionResult } from "./result";
import { currentActor } from "./session";
import { unexpected } from "./unexpected";

type Work<Schema extends z.ZodType, T> = (actor: Actor, input: z.output<Schema>) => Promise<T>;

/** An action says what it judges its input by and what it does then, so that every one can be held to the same limits. */
export type Action<Schema extends z.ZodType, T> = ((input: z.input<Schema>) => Promise<ActionResult<T>>) & {
  schema: Schema;
  work: Work<Schema, T>;
};

/**
 * Makes a server action: Origin, then the person as the database has them now, then the permission, then the input, then
 * `work`, whose service checks the permission for good. Expected failures come back as values.
 */
export function action<Schema extends z.ZodType, T>(
  permission: Permission,
  schema: Schema,
  work: Work<Schema, T>,
): Action<Schema, T> {
  const perform = async (input: z.input<Schema>): Promise<ActionResult<T>> => {
    try {
      if (!(await isOwnOrigin()))
        return { ok: false, status: 403, message: "This request came from another site and was refused." };
      const actor = await currentActor();
      if (!actor)
        return {
          ok: false,
          status: 401,
          message: "You are signed out. Sign in again in another tab; what you typed stays here.",
        };
      assertCan(actor, permission);
      return { ok: true, value: await work(actor, parseInput(schema, input)) };
    } catch (error) {
      unstable_rethrow(error);
      if (error instanceof ExpectedError) {
        const errors = error instanceof InvalidError ? { errors: error.errors } : {};
        return { ok: false, status: error.status, message: error.message, ...errors };
      }
      return { ok: false, status: 500, message: unexpected(error, { action: work.name || "action" }) };
    }
  };
  return Object.assign(perform, { schema, work });
}

/** A server action without an Origin, or with a foreign one, is refused (cross-site request forgery). */
export async function isOwnOrigin(): Promise<boolean> {
  const given = await headers();
  const origin = given.get("origin");
  if (!origin || !URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host === new URL(config().appUrl).host || host === given.get("host");
}
