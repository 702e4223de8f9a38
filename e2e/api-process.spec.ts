import { readFileSync } from "node:fs";
import { operations } from "@/lib/api/operations";
import { freePort } from "@/lib/testing/ports";
import { addressOf, asDescribed, type Document, judgeOf, operationsOf } from "./api/document";
import { answerOf, kitchenOf } from "./api/kitchen";
import { recipes } from "./api/recipes";
import { admin, type Callboard, spawnCallboard } from "./callboard";
import { expect, test } from "./fixtures";
import { server } from "./servers";
import { addTestToken } from "./users";

/** `npm run api` beside the Callboard of this worker, on its database (docs/decisions/0066). No browser needed. */
test.describe.configure({ mode: "serial" });

const start = async (env: Record<string, string> = {}) =>
  spawnCallboard({ DATA_DIR: server.dataDir, PORT: String(await freePort()), ...env }, "api");

let api: Callboard;
test.beforeAll(async () => {
  api = await start();
  await api.line(/"event":"api\.listening"/);
});
test.afterAll(() => api.stop());

test("it answers every operation as the document says, and refuses who has no token", async ({
  receiver,
  tokenOf,
}) => {
  test.setTimeout(240_000);
  const token = await tokenOf("administrator");
  const { url } = api;
  const document = (await (await fetch(`${url}/api/openapi.json`)).json()) as Document;
  const judge = judgeOf(document);
  const kitchen = kitchenOf({ receiver, url, token });
  const described = operationsOf(document);
  expect(described.map(({ id }) => id).sort()).toEqual(operations.map(({ id }) => id).sort());
  for (const operation of described) {
    const { id, method } = operation;
    const request = await recipes[id]?.works(kitchen);
    if (!request) throw new Error(`There is no recipe for ${id} in e2e/api/recipes.ts.`);
    const answer = await kitchen.call(method, addressOf(operation, request), request.body, request.headers);
    expect(answer.status, `${id}: ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    asDescribed(operation, judge, answer);
    if (operation.described.security?.length === 0) continue;
    const refused = await answerOf(await fetch(`${url}${addressOf(operation, request)}`, { method }));
    expect(refused.status, id).toBe(401);
    asDescribed(operation, judge, refused);
  }
});

test("what is created through it the dispatcher of `npm start` delivers, and a token that is revoked there ends here with its next request", async ({
  receiver,
  userOf,
}) => {
  const token = await addTestToken(await userOf("administrator"));
  const kitchen = kitchenOf({ receiver, url: api.url, token });
  await kitchen.delivery();
  expect(receiver.received.filter(({ path }) => path.startsWith("/documented?instanceID="))).toHaveLength(1);
  const create = () => kitchen.call("POST", "/api/instances/create", { processName: "Documented" });
  expect((await create()).status).toBe(201);
  await admin(server.dataDir, "token", "revoke", "--id", token.split("_")[1] ?? "");
  const { status, body } = await create();
  expect([status, body.detail]).toEqual([401, "The token is unknown, expired or revoked."]);
});

test("it loads nothing of Next or its sign-in", () => {
  const ofNext = /(?:from|import\(?) ?"(?:next|next-auth)[/"]/;
  expect(ofNext.test(readFileSync(".build/before-next.mjs", "utf8"))).toBe(true);
  expect(ofNext.test(readFileSync(".build/api.mjs", "utf8"))).toBe(false);
});

test("it is ready, and says of pages and sign-in that they are elsewhere", async () => {
  expect((await fetch(`${api.url}/api/health/ready`)).status).toBe(200);
  for (const path of ["/", "/sign-in", "/administration/developer/deliveries/live", "/api/auth/session"]) {
    const answer = await fetch(`${api.url}${path}`, { headers: { accept: "text/html" } });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    expect((await answer.json()).detail).toMatch(/^This process answers the API alone\. .*`npm start`/);
  }
  expect((await fetch(`${api.url}/api/openapi.json/`)).status).toBe(404);
});

test("a taken port, and a data folder on which nothing runs, are refused with a sentence", async () => {
  for (const [env, sentence] of [
    [{ PORT: new URL(server.url).port }, /^Port \d+ on 127\.0\.0\.1 is already taken\./m],
    [{ DATA_DIR: "test-results/nothing-runs-here" }, /^Callboard does not run on this data folder\./m],
  ] as const) {
    const refused = await start(env);
    expect(await refused.exit).toBe(1);
    expect(refused.lines.join("\n")).toMatch(sentence);
  }
});

test("SIGTERM: no new connection, what is under way is answered, exit 0", async ({ receiver, tokenOf }) => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  receiver.answer(async () => {
    await held;
    return {};
  });
  const kitchen = kitchenOf({ receiver, url: api.url, token: await tokenOf("administrator") });
  const url = `${receiver.url}/held`;
  const testing = kitchen.call("POST", "/api/webhooks/test", { url, eventType: "created" });
  await receiver.until((received) => received.length === 1);
  const ended = api.stop();
  await api.line(/"event":"api\.stopping"/);
  await expect(fetch(`${api.url}/api/health/live`)).rejects.toThrow();
  letGo();
  const { status, body } = await testing;
  expect([status, body.outcome]).toEqual([200, "delivered"]);
  expect(await ended).toBe(0);
  await api.line(/"event":"api\.stopped"/);
});
