import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { Operation } from "@/lib/api/operation";
import { operations } from "@/lib/api/operations";
import { type Actor, operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ExpectedError, type InvalidError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { tokenOf } from "@/lib/testing/api";
import { headerFillings, hostileInputs, sampleOf, textFillings } from "@/lib/testing/hostile";
import { expectLinear } from "@/lib/testing/linear";
import { firstAdministratorSchema } from "@/lib/users/schema";
import { parseInput } from "./input-errors";
import { peerHeader } from "./peer-header";

/** Whatever the size of a request, refusing it costs processor time in proportion, and its answer is short. */

const maxAnswerBytes = 64 * 1_024;
/** More than the server takes of a request's first line and headers. */
const addressLimit = 64 * 1_024;
/** At these lengths a cost that grows with the square is thousands of times what it should be: no body need be as long as it may. */
const maxWholeBytes = 512 * 1_024;
const maxPartBytes = 128 * 1_024;
/** What the other parts of a body take. */
const besideBytes = 1_024;
/** An operation has dozens of fields, and each is filled with dozens of things. */
const minuteMs = 60_000;

let actor: Actor = operator;
let token = "";
beforeAll(async () => {
  actor = await actorOf("administrator");
  token = await tokenOf(actor);
});
afterAll(() => pool().end());

type Sent = { query?: string; body?: string; headers?: Record<string, string>; param?: string };
type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;

const imported = new Map<string, Promise<Record<string, Handler>>>();

/** Calls the route's own handler, as Next does. */
async function call(
  { method, path: address, params = {} }: Operation,
  { query, body, headers, param }: Sent,
) {
  const file = path.resolve(`app${address.replaceAll("{", "[").replaceAll("}", "]")}/route.ts`);
  const handlers = imported.get(file) ?? import(/* @vite-ignore */ file);
  imported.set(file, handlers);
  const request = new Request(`http://localhost${address}${query ?? ""}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "if-match": "*",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const handler = (await handlers)[method];
  if (!handler) throw new Error(`${file} has no ${method}.`);
  const names = Object.keys(params).map((name) => [name, param ?? "x-1"]);
  const response = await handler(request, { params: Promise.resolve(Object.fromEntries(names)) });
  expect(response.status).toBeLessThan(500);
  // An answer that is no refusal may be as long as what was asked for.
  if (!response.ok) expect((await response.arrayBuffer()).byteLength).toBeLessThan(maxAnswerBytes);
}

const withBody = operations.flatMap((operation) => (operation.body ? [operation] : []));
const withQuery = operations.flatMap((operation) => (operation.query ? [operation] : []));
const withParams = operations.filter(({ params }) => params);

test.each(withBody.map((operation) => [operation.id, operation] as const))(
  "%s: each part of the body",
  async (_, operation) => {
    const schema = operation.body ?? z.never();
    expect(schema.safeParse(sampleOf(schema)).error).toBeUndefined();
    const limit = (operation.bodyLimitKiB ?? 256) * 1_024 - besideBytes;
    for (const { name, path: place, make } of hostileInputs(schema)) {
      const maxSize = Math.min(limit, place.length === 0 ? maxWholeBytes : maxPartBytes);
      await expectLinear(`${operation.id} ${name}`, maxSize, (size) => {
        const body = JSON.stringify(make(size));
        return () => call(operation, { body });
      });
    }
  },
  10 * minuteMs,
);

test.each(withQuery.map((operation) => [operation.id, operation] as const))(
  "%s: each parameter, and many of them",
  async (_, operation) => {
    const fillings: [string, (size: number) => string][] = [
      ...Object.keys(operation.query?.shape ?? {}).flatMap((name) =>
        Object.entries(textFillings).map(([filling, fill]): [string, (size: number) => string] => [
          `${name}: ${filling}`,
          (size) => `${name}=${encodeURIComponent(fill(size / 3).toWellFormed())}`,
        ]),
      ),
      ["the same often", (size) => "a=&".repeat(size / 3)],
      ["many", (size) => Array.from({ length: size / 8 }, (__, index) => `k${index}=`).join("&")],
    ];
    for (const [name, fill] of fillings) {
      await expectLinear(`${operation.id} ${name}`, addressLimit, (size) => {
        const query = `?${fill(size)}`;
        return () => call(operation, { query });
      });
    }
  },
  5 * minuteMs,
);

test.each(withParams.map((operation) => [operation.id, operation] as const))(
  "%s: the id in the address",
  async (_, operation) => {
    const body = operation.body ? { body: JSON.stringify(operation.example) } : {};
    for (const [name, fill] of Object.entries(textFillings)) {
      await expectLinear(`${operation.id} ${name}`, addressLimit, (size) => {
        const param = fill(size);
        return () => call(operation, { param, ...body });
      });
    }
  },
  5 * minuteMs,
);

test("headers that are read", async () => {
  const operation = operations.find(({ id }) => id === "replaceWebhooks");
  if (!operation) throw new Error("There is no such operation.");
  const body = JSON.stringify({});
  for (const header of ["authorization", "if-match", "idempotency-key", "x-forwarded-for", "content-type"]) {
    for (const [name, fill] of Object.entries(headerFillings)) {
      await expectLinear(`${header} ${name}`, addressLimit, (size) => {
        const headers = { [peerHeader]: "127.0.0.1", [header]: fill(size) };
        return () => call(operation, { body, headers });
      });
    }
  }
});

type Action = { schema?: z.ZodType; work?: (actor: Actor, input: unknown) => Promise<unknown> };
/** Actions for people who are not signed in have no common form; what they judge their input by. */
const openSchemas: Record<string, z.ZodType> = { createAdministrator: firstAdministratorSchema };
/** Those that read single texts of a form, each by a function of its own: see texts-cost.test.ts. */
const withoutSchema = ["providerSignOutAction", "signInAction", "signOutAction", "singleSignOnAction"];

async function allActions(): Promise<[string, Action][]> {
  const files = readdirSync("app", { recursive: true })
    .map((file) => path.join("app", String(file)))
    .filter((file) => /\.tsx?$/.test(file) && readFileSync(file, "utf8").includes('"use server"'));
  const modules = await Promise.all(files.map((file) => import(/* @vite-ignore */ path.resolve(file))));
  return modules.flatMap((exports) => Object.entries(exports as Record<string, Action>));
}
const all = await allActions();
const actions = all.filter(([name]) => !withoutSchema.includes(name));

/** What Next alone gives, once the work is done. */
const isOutsideOfNext = (error: unknown) =>
  error instanceof Error && /static generation store missing|outside a request scope/.test(error.message);

async function refusalOf({ schema, work }: Action, input: unknown): Promise<void> {
  try {
    const parsed = parseInput(schema ?? z.never(), input);
    await work?.(actor, parsed);
  } catch (error) {
    if (isOutsideOfNext(error)) return;
    // Anything else would be logged, and told as a fault of ours.
    expect(error).toBeInstanceOf(ExpectedError);
    const { message, errors } = error as InvalidError;
    expect(Buffer.byteLength(JSON.stringify({ message, errors }))).toBeLessThan(maxAnswerBytes);
  }
}

test("every action without a schema is known", () => {
  const names = all.flatMap(([name, { schema }]) => (schema || openSchemas[name] ? [] : [name]));
  expect(names.sort()).toEqual(withoutSchema);
});

test.each(actions)(
  "the action %s: each part of the input",
  async (name, given) => {
    const action = openSchemas[name] ? { schema: openSchemas[name] } : given;
    const { schema } = action;
    if (!schema)
      throw new Error(`${name} tells no schema: make it with action(), or name it in openSchemas.`);
    expect(schema.safeParse(sampleOf(schema)).error).toBeUndefined();
    for (const { name: part, path: place, make } of hostileInputs(schema)) {
      await expectLinear(`${name} ${part}`, place.length === 0 ? maxWholeBytes : maxPartBytes, (size) => {
        const input = make(size);
        return () => refusalOf(action, input);
      });
    }
  },
  10 * minuteMs,
);
