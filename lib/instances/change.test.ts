import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { inTransaction, pool } from "@/lib/db/pool";
import { ConflictError, ForbiddenError, InvalidError, NotFoundError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { deleteInstance, mergeInstance, replaceInstance } from "./change";
import { createInstance } from "./create";
import { nextInstanceIds, slugOf } from "./number";
import { listInstances, readFields, readInstance } from "./read";
import { changeInstanceSchema, createInstanceSchema, listInstancesSchema } from "./schema";

afterAll(() => pool().end());

const body = (processName: string, rest: object = {}) => createInstanceSchema.parse({ processName, ...rest });
const eventTypesOf = async (instanceId: string) => {
  const { rows } = await pool().query("select event_type from event where instance_id = $1 order by id", [
    instanceId,
  ]);
  return rows.map((row) => row.event_type);
};

test("an instance is created, read, merged, replaced and deleted, with an event each", async () => {
  const actor = await actorOf("user");
  const created = await createInstance(
    actor,
    body("Training Request", {
      Status: "Submitted",
      FieldsMappings: [
        { fieldname: "course", text: "Course", value: "SQL" },
        { fieldname: "days", value: "2" },
      ],
    }),
  );
  expect(created).toEqual({
    success: true,
    instanceID: "training-request-1",
    version: 1,
    eventID: expect.stringMatching(/^evt_/),
  });
  const id = created.instanceID;
  const merged = await mergeInstance(actor, id, {
    version: 1,
    FieldsMappings: [{ fieldname: "days", value: "3" }],
  });
  expect(merged).toEqual({ ...created, version: 2, eventID: expect.stringMatching(/^evt_/) });
  expect(await readInstance(actor, id)).toEqual({
    instanceID: id,
    processName: "Training Request",
    status: "Submitted",
    version: 2,
    fields: [
      { name: "course", text: "Course", value: "SQL" },
      { name: "days", text: "3", value: "3" },
    ],
    createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
    updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(await readFields(actor, id, ["days", "nothing"])).toEqual([{ name: "days", text: "3", value: "3" }]);
  await replaceInstance(actor, id, { Status: "Done" });
  expect(await readInstance(actor, id)).toMatchObject({ status: "Done", version: 3, fields: [] });
  const deleted = await deleteInstance(actor, id);
  expect(Object.keys(deleted)).toEqual(["success", "instanceID", "eventID"]);
  await expect(readInstance(actor, id)).rejects.toThrow(NotFoundError);
  await expect(deleteInstance(actor, id)).rejects.toThrow(NotFoundError);
  await expect(mergeInstance(actor, id, {})).rejects.toThrow(NotFoundError);
  expect(await eventTypesOf(id)).toEqual(["created", "updated", "updated", "deleted"]);
});

test("a stale version changes nothing and leaves no event", async () => {
  const { instanceID } = await createInstance(operator, body("Stale"));
  await replaceInstance(operator, instanceID, { version: 1, Status: "A" });
  await expect(replaceInstance(operator, instanceID, { version: 1, Status: "B" })).rejects.toThrow(
    ConflictError,
  );
  expect(await readInstance(operator, instanceID)).toMatchObject({ status: "A", version: 2 });
  expect(await eventTypesOf(instanceID)).toEqual(["created", "updated"]);
});

test("writers of one process do not wait for each other's commit", async () => {
  await inTransaction(async (tx) => {
    const [first] = await nextInstanceIds(["Busy Process"]);
    await tx.query(
      "insert into instance (instance_id, process_name, status, fields) values ($1, 'Busy Process', '', '[]')",
      [first],
    );
    // The transaction above is still open; with a counter inside it, this would hang.
    const second = await createInstance(operator, body("busy-process"));
    expect([first, second.instanceID]).toEqual(["busy-process-1", "busy-process-2"]);
  });
});

test("fifty creations at once get fifty different numbers", async () => {
  const made = await Promise.all(
    Array.from({ length: 50 }, () => createInstance(operator, body("Rush Hour"))),
  );
  expect(new Set(made.map((one) => one.instanceID)).size).toBe(50);
});

test("pages of the list neither repeat nor miss an instance while others are created", async () => {
  const made = [];
  for (let i = 0; i < 5; i += 1) made.push((await createInstance(operator, body("Pages"))).instanceID);
  const seen: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await listInstances(
      operator,
      listInstancesSchema.parse({ processName: "Pages", limit: "2", ...(cursor ? { cursor } : {}) }),
    );
    seen.push(...page.items.map((item) => item.instanceID));
    cursor = page.nextCursor;
    await createInstance(operator, body("Pages"));
  }
  expect(seen).toEqual(made.reverse());
});

test("a token without the write scope reads and changes nothing", async () => {
  const reader = { ...(await actorOf("user")), scopes: ["read" as const] };
  await expect(createInstance(reader, body("Scoped"))).rejects.toThrow(ForbiddenError);
  await expect(deleteInstance(reader, "scoped-1")).rejects.toThrow(ForbiddenError);
  expect((await listInstances(reader, { processName: "Scoped", limit: 1 })).items).toEqual([]);
});

test("merging stops at 200 fields", async () => {
  const fields = (prefix: string, length: number) =>
    Array.from({ length }, (_, index) => ({ fieldname: `${prefix}${index}`, value: "" }));
  const { instanceID } = await createInstance(operator, body("Wide", { FieldsMappings: fields("a", 200) }));
  await expect(mergeInstance(operator, instanceID, { FieldsMappings: fields("b", 1) })).rejects.toThrow(
    InvalidError,
  );
});

test.each([
  ["Training Request", "training-request"],
  ["  Überprüfung 2.0_x ", "uberprufung-2-0-x"],
  ["訓練", "process"],
])("the slug of %j is %s", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

const refused: [string, object, string][] = [
  ["no process name", {}, "processName"],
  ["a name of 101 characters", { processName: "a".repeat(101) }, "processName"],
  ["a slash in the name", { processName: "a/b" }, "processName"],
  ["only punctuation", { processName: "- ." }, "processName"],
  ["an unknown field", { processName: "a", colour: "red" }, ""],
  ["two different names", { processName: "a", ProcessName: "b" }, "processName"],
  ["U+0000", { processName: "a", Status: "\u0000" }, "Status"],
  [
    "a lone surrogate",
    { processName: "a", FieldsMappings: [{ fieldname: "x", value: "\ud800" }] },
    "FieldsMappings.0.value",
  ],
  [
    "a number as value",
    { processName: "a", FieldsMappings: [{ fieldname: "x", value: 1 }] },
    "FieldsMappings.0.value",
  ],
  [
    "a repeated field",
    {
      processName: "a",
      FieldsMappings: [
        { fieldname: "x", value: "1" },
        { fieldname: "x", value: "2" },
      ],
    },
    "FieldsMappings.1.fieldname",
  ],
  [
    "201 fields",
    {
      processName: "a",
      FieldsMappings: Array.from({ length: 201 }, (_, i) => ({ fieldname: `f${i}`, value: "" })),
    },
    "FieldsMappings",
  ],
];
test.each(refused)("create refuses %s", (_, input, path) => {
  const parsed = createInstanceSchema.safeParse(input);
  expect(parsed.error?.issues.map((issue) => issue.path.join("."))).toEqual([path]);
});

test("create takes ProcessName, and ignores instanceID; a change takes no process name", () => {
  expect(createInstanceSchema.parse({ ProcessName: "A", instanceID: "x-9" })).toEqual({ processName: "A" });
  expect(changeInstanceSchema.safeParse({ processName: "A" }).success).toBe(false);
});
