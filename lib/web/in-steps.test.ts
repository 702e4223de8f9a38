import { expect, test } from "vitest";
import { inSteps } from "./in-steps";

const works = (log: string[], large: boolean) =>
  ["a", "b"].map((name) =>
    inSteps(large, async (step) => {
      await step(() => log.push(`${name}1`));
      await step(() => log.push(`${name}2`));
      return name;
    }),
  );

test("large works are done one after the other, and others have their turn between any two steps", async () => {
  const log: string[] = [];
  const all = Promise.all(works(log, true));
  let turns = 0;
  const other = () => {
    log.push("other");
    turns += 1;
    if (turns < 20) setImmediate(other);
  };
  setImmediate(other);
  expect(await all).toEqual(["a", "b"]);
  expect(log.filter((entry) => entry !== "other")).toEqual(["a1", "a2", "b1", "b2"]);
  const places = ["a1", "a2", "b1", "b2"].map((entry) => log.indexOf(entry));
  for (const [index, place] of places.entries()) {
    expect(log.slice(places[index - 1] ?? 0, place)).toContain("other");
  }
});

test("what fails fails alone, and small work waits for nobody", async () => {
  const failing = inSteps(true, async (step) => {
    await step(() => {
      throw new Error("no");
    });
  });
  const next = inSteps(true, async (step) => step(() => "next"));
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("next");
  const log: string[] = [];
  const small = works(log, false);
  expect(log).toEqual(["a1", "b1"]);
  await Promise.all(small);
});
