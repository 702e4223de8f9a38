import { expect, test } from "vitest";
import { addChunk, type BodyExcerpt, excerptText, maxBodyBytes } from "./body-excerpt";

const keep = (...chunks: string[]) => {
  const kept: BodyExcerpt = { bytes: null, length: 0 };
  const more = chunks.map((chunk) => addChunk(kept, Buffer.from(chunk)));
  return { text: excerptText(kept), more: more.at(-1) };
};
const full = "x".repeat(maxBodyBytes);

test("nothing is an empty text", () => {
  expect(excerptText({ bytes: null, length: 0 })).toBe("");
});

test.each([
  [["ab"], "ab", false],
  [["ab", "cd", "", "ef"], "abcdef", false],
  [[full], full, false],
  [[full, ""], full, false],
  [[full, "y"], full, true],
  [[`${full}y`], full, true],
  [["a", full], `a${full.slice(1)}`, true],
  [["a".repeat(10), full.slice(10)], "a".repeat(10) + full.slice(10), false],
  [[...full], full, false],
  [["\u00e4".slice(0, 1), "\u00e4"], "\u00e4\u00e4", false],
])("chunks become one text of at most 16 KiB %#", (chunks, text, more) => {
  expect(keep(...chunks)).toEqual({ text, more });
});

test("a letter cut in two by the chunks is whole again; one cut by the limit is a replacement character", () => {
  const letter = Buffer.from("\u00e4");
  const kept: BodyExcerpt = { bytes: null, length: 0 };
  addChunk(kept, letter.subarray(0, 1));
  addChunk(kept, letter.subarray(1));
  expect(excerptText(kept)).toBe("\u00e4");
  expect(keep(`${full.slice(1)}\u00e4`).text).toBe(`${full.slice(1)}\ufffd`);
});

test("the chunk's own memory is not written to", () => {
  const first = Buffer.alloc(10, "a");
  const kept: BodyExcerpt = { bytes: null, length: 0 };
  addChunk(kept, first.subarray(0, 5));
  addChunk(kept, Buffer.from("bbbbb"));
  expect(first.toString()).toBe("aaaaaaaaaa");
  expect(excerptText(kept)).toBe("aaaaabbbbb");
});
