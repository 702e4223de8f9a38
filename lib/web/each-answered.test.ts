import { expect, test } from "vitest";
import { NotFoundError } from "@/lib/errors";
import { eachAnswered } from "./each-answered";

test("each item is answered by itself, as soon as it is done and failures as values, so many at once and no more", async () => {
  const ends = new Map<number, () => void>();
  const work = (item: number) =>
    new Promise<number>((resolve, reject) => {
      ends.set(item, () => (item === 2 ? reject(new NotFoundError("There is no 2.")) : resolve(item * 10)));
    });
  const begun = () => [...ends.keys()];
  const answers = eachAnswered([1, 2, 3, 4], { name: "tens", maxAtOnce: 2 }, work);
  await expect.poll(begun).toEqual([1, 2]);
  ends.get(2)?.();
  expect(await answers[1]).toEqual({ ok: false, status: 404, message: "There is no 2." });
  await expect.poll(begun).toEqual([1, 2, 3]);
  ends.get(1)?.();
  expect(await answers[0]).toEqual({ ok: true, value: 10 });
  await expect.poll(begun).toEqual([1, 2, 3, 4]);
  ends.get(3)?.();
  ends.get(4)?.();
  expect(await Promise.all(answers.slice(2))).toEqual([
    { ok: true, value: 30 },
    { ok: true, value: 40 },
  ]);
});
