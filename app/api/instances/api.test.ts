import { afterAll, beforeAll, expect, test } from "vitest";
import { listInstancesOperation } from "@/lib/api/instances";
import { pool } from "@/lib/db/pool";
import { actorOf } from "@/lib/testing/actors";
import { callRoute, tokenOf } from "@/lib/testing/api";
import type { Handler } from "@/lib/web/route";
import * as fields from "./[instanceID]/fields/route";
import * as instance from "./[instanceID]/route";
import * as create from "./create/route";
import * as list from "./route";

afterAll(() => pool().end());

let token = "";
let readOnly = "";
beforeAll(async () => {
  const user = await actorOf("user");
  token = await tokenOf(user);
  readOnly = await tokenOf(user, ["read"]);
});

type Call = {
  query?: string;
  id?: string;
  body?: unknown;
  raw?: BodyInit;
  as?: string | null;
  type?: string;
};

const call = (handler: Handler, method: string, { query = "", id, body, raw, as = token, type }: Call = {}) =>
  callRoute(handler, method, {
    path: `/api/instances${query}`,
    params: id === undefined ? undefined : { instanceID: id },
    body: raw ?? body,
    headers: type === undefined ? {} : { "content-type": type },
    token: as,
  });

const post = (call_: Call) => call(create.POST, "POST", call_);

test("the published shape of create, read, fields, merge, replace and delete", async () => {
  const made = await post({
    body: {
      ProcessName: "Training Request",
      instanceID: "ignored-1",
      FieldsMappings: [{ fieldname: "course", text: "Course", value: "SQL" }],
      Status: "Submitted",
      TriggerField: "course",
    },
  });
  expect(made.status).toBe(201);
  expect(made.body).toEqual({
    success: true,
    instanceID: "training-request-1",
    version: 1,
    eventID: expect.stringMatching(/^evt_/),
  });
  const id = made.body.instanceID;
  expect((await call(instance.GET, "GET", { id })).body).toMatchObject({
    instanceID: id,
    status: "Submitted",
    version: 1,
  });
  expect((await call(fields.GET, "GET", { id, query: "?names=course,none" })).body).toEqual([
    { name: "course", text: "Course", value: "SQL" },
  ]);
  expect(
    (await call(instance.PATCH, "PATCH", { id, body: { version: 1, Status: "Approved" } })).body,
  ).toMatchObject({ success: true, version: 2 });
  expect((await call(instance.PUT, "PUT", { id, body: { version: 1 } })).status).toBe(409);
  expect((await call(instance.PUT, "PUT", { id, body: {} })).body).toMatchObject({ version: 3 });
  expect(
    (await call(list.GET, "GET", { query: "?processName=Training%20Request&limit=1" })).body,
  ).toMatchObject({
    items: [{ instanceID: id, status: "", version: 3 }],
    nextCursor: null,
  });
  expect((await call(instance.DELETE, "DELETE", { id })).body).toEqual({
    success: true,
    instanceID: id,
    eventID: expect.any(String),
  });
  for (const again of [
    await call(instance.DELETE, "DELETE", { id }),
    await call(instance.GET, "GET", { id }),
  ]) {
    expect(again.status).toBe(404);
    expect(again.headers.get("content-type")).toBe("application/problem+json");
  }
});

test("without a token, with a wrong one, or without the scope: 401 and 403, and nothing changes", async () => {
  const nobody = await post({ body: { processName: "Guarded" }, as: null });
  expect([nobody.status, nobody.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  expect((await post({ body: { processName: "Guarded" }, as: `${token.slice(0, -2)}xx` })).status).toBe(401);
  const reader = await post({ body: { processName: "Guarded" }, as: readOnly });
  expect([reader.status, reader.body.detail]).toEqual([403, 'This token lacks the scope "write".']);
  expect((await call(list.GET, "GET", { query: "?processName=Guarded", as: readOnly })).body.items).toEqual(
    [],
  );
});

const refused: [string, Call, number, RegExp][] = [
  ["malformed JSON", { raw: '{"processName":' }, 400, /not valid JSON/],
  ["bytes that are not UTF-8", { raw: new Uint8Array([0x22, 0xff, 0x22]) }, 400, /not valid JSON/],
  ["nesting without end", { raw: "[".repeat(50_000) + "]".repeat(50_000) }, 400, /nested more than/],
  ["60,000 values", { raw: `[${"1,".repeat(60_000)}1]` }, 413, /more than 50,000 values/],
  [
    "commas within a text",
    { body: { processName: "a", Status: ",[".repeat(60_000) } },
    422,
    /at most 100 characters/,
  ],
  ["another content type", { body: {}, type: "text/plain" }, 415, /application\/json/],
  ["300 KiB", { body: { processName: "a", Status: "x".repeat(300 * 1024) } }, 413, /256 KiB/],
  ["an unknown field", { body: { processName: "a", colour: 1 } }, 422, /"colour" is not known/],
  ["a list", { body: [] }, 422, /./],
  ["a number as name", { body: { processName: 7 } }, 422, /./],
  ["U+0000", { raw: '{"processName":"a","Status":"\\u0000"}' }, 422, /U\+0000/],
  ["a lone surrogate", { raw: '{"processName":"a","Status":"\\ud800"}' }, 422, /surrogate/],
];
test.each(refused)("%s is refused with a sentence", async (_, body, status, sentence) => {
  const answer = await post(body);
  expect([answer.status, answer.body.status]).toEqual([status, status]);
  expect(answer.body.detail).toMatch(sentence);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
});

test("a validation error names its path", async () => {
  const { body } = await post({
    body: {
      processName: "a",
      FieldsMappings: [
        { fieldname: "x", value: "1" },
        { fieldname: "y", value: 2 },
      ],
    },
  });
  expect(body.errors).toEqual([{ path: "FieldsMappings[1].value", message: expect.any(String) }]);
});

test.each(["\u0000", "\ud800", "a".repeat(5_000), "../../etc", "training-request-999999999999999999999"])(
  "an impossible id is not found",
  async (id) => {
    for (const [handler, method] of [
      [instance.GET, "GET"],
      [instance.DELETE, "DELETE"],
      [fields.GET, "GET"],
    ] as const) {
      expect((await call(handler, method, { id })).status).toBe(404);
    }
    expect((await call(instance.PATCH, "PATCH", { id, body: {} })).status).toBe(404);
  },
);

test("other methods are told which there are", async () => {
  const answer = await call(create.GET, "GET");
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  expect((await call(instance.POST, "POST", { id: "x-1" })).headers.get("allow")).toBe(
    "GET, PUT, PATCH, DELETE",
  );
});

test.each(["?limit=0", "?limit=201", "?limit=x", "?cursor=abc", "?colour=red"])(
  "the list refuses %s",
  async (query) => {
    expect((await call(list.GET, "GET", { query })).status).toBe(422);
  },
);

test("names of fields that cannot be stored are refused", async () => {
  const answer = await call(fields.GET, "GET", { id: "training-request-1", query: "?names=a,%00" });
  expect([answer.status, answer.body.errors[0].path]).toEqual([422, "names"]);
});

test("no item of the list has fields", async () => {
  await post({ body: { processName: "Listed", FieldsMappings: [{ fieldname: "a", value: "hidden" }] } });
  const { body } = await call(list.GET, "GET", { query: "?processName=Listed" });
  expect(listInstancesOperation.answers[200].parse(body)).toEqual(body);
  expect(JSON.stringify(body)).not.toContain("hidden");
});

test("what would make an instance too large is refused, and told how large", async () => {
  const given = (prefix: string) =>
    Array.from({ length: 3 }, (_, index) => ({ fieldname: `${prefix}${index}`, value: "x".repeat(65_000) }));
  const { body } = await post({ body: { processName: "Grown", FieldsMappings: given("a") } });
  const merge = (prefix: string) =>
    call(instance.PATCH, "PATCH", { id: body.instanceID, body: { FieldsMappings: given(prefix) } });
  expect((await merge("b")).status).toBe(200);
  const refused = await merge("c");
  expect([refused.status, refused.body.errors[0]]).toEqual([
    422,
    {
      path: "FieldsMappings",
      message: expect.stringContaining("would hold 1,170,018 bytes; the limit is 1,048,576"),
    },
  ]);
});
