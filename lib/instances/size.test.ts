import { afterAll, beforeAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ConflictError, InvalidError } from "@/lib/errors";
import { deleteInstance, editInstance, mergeInstance, replaceInstance } from "./change";
import { createInstance } from "./create";
import { listInstances, readFields, readForForm, readInstance, readShown } from "./read";
import { type ChangeInstance, limits } from "./schema";

afterAll(() => pool().end());

const value = (fieldname: string, length: number, character = "x") => ({
  fieldname,
  text: "",
  value: character.repeat(length),
});
/** Fields that hold `limits.bytes` to the byte: names of 2, values for the rest. */
const full = () => {
  const fields = Array.from({ length: 15 }, (_, index) => value(String(10 + index), 65_536));
  return [...fields, value("25", limits.bytes - 15 * 65_538 - 2)];
};
const create = async (fields: ChangeInstance["FieldsMappings"]) =>
  (await createInstance(operator, { processName: "Large", FieldsMappings: fields })).instanceID;
const count = async () =>
  (await pool().query("select (select count(*) from instance) + (select count(*) from event) as n")).rows[0]
    .n;
const told = async (work: Promise<unknown>) => {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof InvalidError
    ? error.errors.map(({ path, message }) => `${path}: ${message}`)
    : error;
};

/** As they could be made before there was a limit. */
async function addOldOnes(many: number): Promise<void> {
  for (let index = 0; index < many; index += 1) {
    await pool().query(
      `insert into instance (instance_id, process_name, status, fields)
       select $1, 'Old', 'Kept', jsonb_agg(jsonb_build_object('name', 'f' || n, 'text', '', 'value', repeat('x', 65536)))
       from generate_series(1, 200) as n`,
      [`old-${index}`],
    );
  }
}
beforeAll(() => addOldOnes(25));

test("a list of instances that hold 13 MB each is some kilobytes, and has no fields", async () => {
  const { items } = await listInstances(operator, { processName: "Old", limit: 50 });
  expect(items).toHaveLength(25);
  expect(items.flatMap((item) => Object.keys(item))).not.toContain("fields");
  expect(JSON.stringify(items).length).toBeLessThan(10_000);
});

test("an instance holds a mebibyte, to the byte", async () => {
  const id = await create(full());
  expect((await readInstance(operator, id)).fields).toHaveLength(16);
  const grown = { FieldsMappings: [value("é", 0)] };
  const before = await count();
  const sentence =
    "FieldsMappings: The instance's fields would hold 1,048,578 bytes; the limit is 1,048,576. Shorten or leave out some: keep large values elsewhere, and a reference here.";
  expect(await told(mergeInstance(operator, id, grown))).toEqual([sentence]);
  const larger = { FieldsMappings: [...full(), ...grown.FieldsMappings] };
  expect(await told(replaceInstance(operator, id, larger))).toEqual([sentence]);
  expect(await told(editInstance(operator, id, larger))).toEqual([sentence]);
  expect(await told(create(larger.FieldsMappings))).toEqual([sentence]);
  expect([await count(), (await readInstance(operator, id)).version]).toEqual([before, 1]);
});

test("a value counts as text as well where there is none, and in UTF-8", async () => {
  const fields = Array.from({ length: 9 }, (_, index) => ({
    fieldname: `${index}`,
    value: "é".repeat(30_000),
  }));
  expect(await told(create(fields))).toEqual([expect.stringContaining("would hold 1,080,009 bytes")]);
});

test("merges that come at once do not exceed it together", async () => {
  const id = await create(full().slice(0, 14));
  const merges = Array.from({ length: 4 }, (_, index) =>
    mergeInstance(operator, id, { FieldsMappings: [value(`m${index}`, 60_000)] }),
  );
  const outcomes = await Promise.allSettled(merges);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
});

test("a larger one from before can be read, shrunk, changed in place and deleted, and does not grow", async () => {
  const id = "old-0";
  expect((await readInstance(operator, id)).fields).toHaveLength(200);
  expect(await mergeInstance(operator, id, { Status: "Changed" })).toMatchObject({ version: 2 });
  const same = { FieldsMappings: [value("f7", 65_536, "y")] };
  expect(await mergeInstance(operator, id, same)).toMatchObject({ version: 3 });
  expect((await readInstance(operator, id)).fields[6]).toEqual({
    name: "f7",
    text: "",
    value: "y".repeat(65_536),
  });
  expect(await mergeInstance(operator, id, { FieldsMappings: [value("f8", 1)] })).toMatchObject({
    version: 4,
  });
  const grown = { FieldsMappings: [value("f8", 65_536)] };
  expect(await told(mergeInstance(operator, id, grown))).toEqual([
    expect.stringContaining("13,107,892 bytes"),
  ]);
  expect(await replaceInstance(operator, id, { Status: "Small" })).toMatchObject({ version: 5 });
  expect((await deleteInstance(operator, "old-1")).success).toBe(true);
});

test("the page of one instance reads the beginning of each value, and one of them whole", async () => {
  const { fields } = await readShown(operator, "old-2");
  expect(fields).toHaveLength(200);
  expect(fields[0]).toEqual({
    name: "f1",
    text: { shown: "", length: 0 },
    value: { shown: "x".repeat(1_000), length: 65_536 },
  });
  const withWhole = (await readShown(operator, "old-2", "f2")).fields;
  expect(withWhole.map((field) => field.value?.shown.length).slice(0, 3)).toEqual([1_000, 65_536, 1_000]);
});

test("text and value that are the same are read once; without fields there are none", async () => {
  const id = await create([{ fieldname: "a", value: "1" }]);
  const one = { shown: "1", length: 1 };
  expect(await readShown(operator, id)).toMatchObject({ fields: [{ name: "a", text: one, value: null }] });
  await replaceInstance(operator, id, {});
  expect(await readShown(operator, id)).toMatchObject({ status: "", version: 2, fields: [] });
  expect(await readFields(operator, id)).toEqual([]);
});

test("the form is given what it can send, and told of what it cannot", async () => {
  await expect(readForForm(operator, "old-3")).rejects.toThrow(ConflictError);
  await expect(readForForm(operator, "old-3")).rejects.toThrow(/13,107,892 bytes.*PATCH/);
  const id = await create([value("a", 65_536)]);
  expect(await readForForm(operator, id)).toEqual(await readInstance(operator, id));
});
