import { expect, test } from "vitest";
import { database } from "@/lib/testing/delivery-rows";
import { numbers, texts } from "./array-literal";

test("what is written as a literal is what PostgreSQL reads", async () => {
  const written = {
    texts: [
      "",
      "NULL",
      null,
      'a "quoted" \\ word',
      "two\nlines\r\n\t",
      "{a,b}",
      " blanks ",
      "ä 漢 😀",
      "'; drop",
    ],
    numbers: [0, -1, 1.5, null, 1e21, "9007199254740993"],
  };
  const { rows } = await database().query("select $1::text[] as texts, $2::numeric[]::text[] as numbers", [
    texts(written.texts, (text) => text),
    numbers(written.numbers, (number) => number),
  ]);
  expect(rows[0].texts).toEqual(written.texts);
  expect(rows[0].numbers).toEqual(["0", "-1", "1.5", null, "1000000000000000000000", "9007199254740993"]);
});

test("no rows are an empty array", async () => {
  const { rows } = await database().query("select $1::text[] as texts, $2::int[] as numbers", [
    texts([], String),
    numbers([], Number),
  ]);
  expect(rows[0]).toEqual({ texts: [], numbers: [] });
});
