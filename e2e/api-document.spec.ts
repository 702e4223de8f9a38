import { randomUUID } from "node:crypto";
import { Validator } from "@seriousme/openapi-schema-validator";
import { operations } from "@/lib/api/operations";
import { rolesThatCan } from "@/lib/auth/permissions";
import {
  addressOf,
  asDescribed,
  type Document,
  type Judge,
  judgeOf,
  operationsOf,
  requestPointer,
} from "./api/document";
import { answerOf, kitchenOf } from "./api/kitchen";
import { type Answer, type Kitchen, recipes, type Sent } from "./api/recipes";
import { test as base, expect } from "./fixtures";
import { operationRoles } from "./role-table";
import { server } from "./servers";
import { addTestToken } from "./users";

/** The running server, called by its own OpenAPI document: every operation, what it answers, and how it refuses. */

type Api = {
  document: Document;
  judge: Judge;
  tokens: { all: string; readOnly: string; writeOnly: string; developer: string; user: string };
};
const test = base.extend<{ kitchen: Kitchen }, { theApi: Api }>({
  theApi: [
    async ({ userOf, tokenOf }, use) => {
      const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as Document;
      const administrator = await userOf("administrator");
      const tokens = {
        all: await tokenOf("administrator"),
        readOnly: await addTestToken(administrator, "read"),
        writeOnly: await addTestToken(administrator, "write"),
        developer: await tokenOf("developer"),
        user: await tokenOf("user"),
      };
      await use({ document, judge: judgeOf(document), tokens });
    },
    { scope: "worker" },
  ],
  kitchen: async ({ receiver, theApi, baseURL }, use) => {
    await use(kitchenOf({ receiver, url: baseURL ?? "", token: theApi.tokens.all }));
  },
});

test("the document is OpenAPI 3.1, and describes the operations there are", async ({
  theApi: { document },
}) => {
  expect(await new Validator().validate({ ...document })).toMatchObject({ valid: true });
  const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort();
  expect(ids(operationsOf(document))).toEqual(ids(operations));
});

test("who may call what is what the table says", () => {
  expect(
    Object.fromEntries(
      operations.map(({ id, permission }) => [id, permission ? rolesThatCan(permission) : null]),
    ),
  ).toEqual(operationRoles);
});

for (const { id, permission, bodyLimitKiB = 256 } of operations) {
  test(`${id} answers as described, and refuses as described`, async ({ theApi, kitchen, baseURL }) => {
    test.setTimeout(120_000);
    const { document, judge, tokens } = theApi;
    const operation = operationsOf(document).find((one) => one.id === id);
    const recipe = recipes[id];
    if (!operation || !recipe) throw new Error(`There is no recipe for ${id} in e2e/api/recipes.ts.`);
    const seen = new Set<number>();

    const send = async (
      request: Sent,
      { token = tokens.all, raw, type = "application/json" }: Partial<Changed> = {},
    ): Promise<Answer> => {
      const { body, headers = {} } = request;
      const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const answer = await answerOf(
        await fetch(`${baseURL}${addressOf(operation, request)}`, {
          method: operation.method,
          headers: {
            ...(token ? { authorization: `Bearer ${token}` } : {}),
            ...(sent === undefined ? {} : { "content-type": type }),
            ...headers,
          },
          ...(sent === undefined ? {} : { body: sent }),
        }),
      );
      asDescribed(operation, judge, answer);
      seen.add(answer.status);
      return answer;
    };
    const refused = async (status: number, sent: Sent, changed?: Partial<Changed>) => {
      const answer = await send(sent, changed);
      expect([answer.status, answer.body], `expected ${status}`).toEqual([
        status,
        expect.objectContaining({ status }),
      ]);
      return answer;
    };

    const working = await recipe.works(kitchen);
    if (working.body !== undefined) {
      expect(judge(requestPointer(operation), working.body), "a body that works").toBeNull();
    }
    expect((await send(working)).status, "a call that works").toBeLessThan(300);

    if (permission) {
      await refused(401, working, { token: "" });
      await refused(401, working, { token: `cbt_0123456789_${"x".repeat(43)}` });
      await refused(403, working, {
        token: permission.endsWith(":write") ? tokens.readOnly : tokens.writeOnly,
      });
      for (const role of ["developer", "user"] as const) {
        if (!operationRoles[id]?.includes(role)) await refused(403, working, { token: tokens[role] });
        else if (operation.method === "GET") {
          expect((await send(working, { token: tokens[role] })).status, role).toBeLessThan(300);
        }
      }
    }
    if (operation.described.parameters?.some((one) => one.in === "query")) {
      await refused(422, { ...working, query: "colour=red" });
    }
    const example = operation.described.requestBody?.content["application/json"]?.example;
    if (!operation.described.requestBody && operation.method !== "GET") {
      await refused(400, working, { raw: '{"a":' });
      await refused(415, working, { raw: "colour=red", type: "application/x-www-form-urlencoded" });
      await refused(413, working, { raw: `"${"x".repeat(64 * 1024)}"` });
      await refused(422, working, { raw: '{"colour":"red"}' });
    }
    if (operation.described.requestBody) {
      if (example === undefined) throw new Error("A body without an example.");
      expect(judge(requestPointer(operation), example), "the example").toBeNull();
      await refused(400, working, { raw: '{"a":' });
      await refused(415, working, { type: "text/plain" });
      await refused(413, working, { raw: `"${"x".repeat(bodyLimitKiB * 1024)}"` });
      await refused(422, { ...working, body: { colour: "red" } });
      for (const text of ["\\u0000", "\\ud800"]) await refused(422, working, { raw: `{"colour":"${text}"}` });
      for (const body of wronglyTyped(example)) {
        const answer = await send({ ...(await recipe.works(kitchen)), body });
        const described = judge(requestPointer(operation), body);
        if (described) expect([answer.status, JSON.stringify(body), described][0]).toBe(422);
        else expect([200, 201, 202, 422]).toContain(answer.status);
      }
    }
    for (const status of [200, 404, 409, 412, 428]) {
      const cook = recipe[status];
      if (!cook) continue;
      if (status < 300) expect((await send(await cook(kitchen))).status).toBe(status);
      else await refused(status, await cook(kitchen));
    }
    if (operation.method !== "GET") {
      await refused(400, { ...working, headers: { ...working.headers, "idempotency-key": "x".repeat(256) } });
      const key = randomUUID();
      const fresh = await recipe.works(kitchen);
      const keyed = { ...fresh, headers: { ...fresh.headers, "idempotency-key": key } };
      const first = await send(keyed);
      const again = await send(keyed);
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect([first, again].map((one) => one.headers.get("idempotency-replayed"))).toEqual([null, "true"]);
      await refused(422, {
        ...keyed,
        headers: { ...keyed.headers, "if-match": '"another request"' },
      });
    }

    // What only a broken server, a flood or a slow client brings about is tested where it can be brought about; a 409 for an
    // Idempotency-Key that is under way is tested with withIdempotencyKey.
    const provoked = Object.keys(operation.described.responses)
      .map(Number)
      .filter((status) => ![408, 429, 500, 503].includes(status) && !(status === 409 && !recipe[409]))
      // Only where METRICS_TOKEN is set.
      .filter((status) => permission !== null || status !== 401);
    expect([...seen].sort()).toEqual(expect.arrayContaining(provoked));

    const methods = Object.keys(document.paths[operation.path] ?? {}).map((name) => name.toUpperCase());
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((one) => !methods.includes(one))) {
      const path = operation.path.replace(/\{\w+\}/g, "any");
      const answer = await fetch(`${baseURL}${path}`, { method });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([405, "application/problem+json"]);
      expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(methods.sort());
    }
    const options = await fetch(`${baseURL}${operation.path.replace(/\{\w+\}/g, "any")}`, {
      method: "OPTIONS",
    });
    expect([options.status, options.headers.get("allow")?.split(", ").sort()]).toEqual([204, methods.sort()]);
  });
}

type Changed = { token: string; raw: string; type: string };

/** The example with one value at a time of a type that the example does not have there. */
function* wronglyTyped(example: unknown): Generator<unknown> {
  const kinds = [null, 7.5, "text", true, [], {}];
  for (const kind of kinds) if (kindOf(kind) !== kindOf(example)) yield kind;
  if (typeof example !== "object" || example === null) return;
  for (const [key, value] of Object.entries(example)) {
    for (const wrong of wronglyTyped(value)) {
      yield Array.isArray(example)
        ? example.map((one, index) => (String(index) === key ? wrong : one))
        : { ...example, [key]: wrong };
    }
  }
}

const kindOf = (value: unknown) => (Array.isArray(value) ? "array" : value === null ? "null" : typeof value);
