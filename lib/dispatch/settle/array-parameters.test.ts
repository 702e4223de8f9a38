import { expect, test } from "vitest";
import { database } from "@/lib/testing/delivery-rows";
import { numbers, texts, thousandths, words } from "./array-parameters";

const same = <Value>(value: Value) => value;

test("texts are what PostgreSQL reads", async () => {
  const written = [
    "",
    "NULL",
    null,
    'a "quoted" \\ word',
    "two\nlines\r\n\t",
    "{a,b}",
    " blanks ",
    "ä 漢 😀",
    "'; drop",
  ];
  const { rows } = await database().query("select $1::text[] as texts", [texts(written, same)]);
  expect(rows[0].texts).toEqual(written);
});

test("words and numbers are what PostgreSQL reads", async () => {
  const { rows } = await database().query(
    `select $1::bigint[]::text[] as ids, $2::boolean[] as booleans, $3::smallint[] as int2, $4::int[] as int4,
      $5::real[] as float4, $6::float8[] as float8`,
    [
      words(["9007199254740993", null, 0], same),
      words(["t", "f"], same),
      numbers("int2", [0, -1, 32_767, null], same),
      numbers("int4", [null, -2_147_483_648, 2_147_483_647], same),
      thousandths("float4", [12.3456789, null, 0, 10_000.0004], same),
      thousandths("float8", [-0.0006, 1e15, null], same),
    ],
  );
  expect(rows[0]).toEqual({
    ids: ["9007199254740993", null, "0"],
    booleans: [true, false],
    int2: [0, -1, 32_767, null],
    int4: [null, -2_147_483_648, 2_147_483_647],
    float4: [12.346, null, 0, 10_000],
    float8: [-0.001, 1e15, null],
  });
});

test("no rows are an empty array", async () => {
  const { rows } = await database().query(
    "select $1::text[] as texts, $2::int[] as numbers, $3::bigint[] as words",
    [texts([], String), numbers("int4", [], Number), words([], String)],
  );
  expect(rows[0]).toEqual({ texts: [], numbers: [], words: [] });
});
