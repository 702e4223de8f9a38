import type { z } from "zod";
import type { Permission } from "@/lib/auth/permissions";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** The bodies an operation answers with when it succeeds, by status. */
export type Answers = Readonly<Record<number, z.ZodType>>;

/**
 * One operation of the API, as data: the route handler validates by it and the OpenAPI document is made of it, so the two
 * cannot drift apart. Pure.
 */
export type Operation<
  Query extends z.ZodObject | undefined = z.ZodObject | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Of extends Answers = Answers,
> = {
  /** The operationId: a verb and a noun, unique. */
  id: string;
  method: Method;
  /** With parameters in braces: `/api/instances/{instanceID}`. */
  path: `/api/${string}`;
  tag: string;
  /** What its service asks for; asked before the input is looked at. Null: it answers without a token. */
  permission: Permission | null;
  summary: string;
  description?: string;
  /** What each part in braces is. */
  params?: Readonly<Record<string, string>>;
  query?: Query;
  body?: Body;
  /** Largest body, KiB; 256 where nothing is said. */
  bodyLimitKiB?: number;
  /** An example body that works as it is. */
  example?: unknown;
  /** Request headers it reads besides those that all operations read, with what each is for. */
  headers?: Readonly<Record<string, { description: string; required: boolean; pattern: string }>>;
  /** Response headers it adds when it succeeds, with what each says. */
  answerHeaders?: Readonly<Record<string, string>>;
  answers: Of;
  /** It waits for a receiver's answer: no transaction may be open meanwhile, not even for an Idempotency-Key. */
  callsOut?: boolean;
  /** Statuses of its own problems, besides those that follow from having a token, a query or a body. */
  problems?: readonly number[];
};

/** Keeps the schemas' types, which a plain annotation would widen. */
export function operation<
  Of extends Answers,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>(definition: Operation<Query, Body, Of>): Operation<Query, Body, Of> {
  return definition;
}

/** Every status besides success that an operation can answer with, in order. */
export function problemStatuses({ method, permission, query, problems = [] }: Operation): number[] {
  const statuses = new Set<number>([...problems, 500, 503]);
  if (permission) for (const status of [401, 403]) statuses.add(status);
  if (query) statuses.add(422);
  if (method !== "GET") {
    // A body is read also where none is taken, to refuse what it says.
    for (const status of [400, 408, 413, 415, 422]) statuses.add(status);
    // What an Idempotency-Key can lead to: malformed, under way, used for something else, too many at once.
    for (const status of [400, 409, 422, 429]) statuses.add(status);
  }
  return [...statuses].sort((a, b) => a - b);
}
