import { expect, test } from "vitest";
import { jobResults } from "./job-results";

const results = (delivered: number) => ({ delivered, failed: 0, waiting: 0, notCalled: 0 });

test("nobody waits for a long count of what became of a job once there is an earlier one to tell", async () => {
  expect(await jobResults(1, async () => results(1))).toEqual(results(1));
  let finish = (_: ReturnType<typeof results>) => {};
  const long = new Promise<ReturnType<typeof results>>((resolve) => {
    finish = resolve;
  });
  let counts = 0;
  const count = () => {
    counts += 1;
    return long;
  };
  expect(await Promise.all([jobResults(1, count), jobResults(1, count)])).toEqual([results(1), results(1)]);
  const next = jobResults(1, count);
  finish(results(2));
  expect(await next).toEqual(results(2));
  expect(counts).toBe(1);
  expect(await jobResults(1, count)).toEqual(results(2));
});

test("a count that fails tells what was counted before, or that it failed where nothing was", async () => {
  const fails = () => Promise.reject(new Error("The database does not answer."));
  await expect(jobResults(2, fails)).rejects.toThrow("The database does not answer.");
  expect(await jobResults(2, async () => results(3))).toEqual(results(3));
  expect(await jobResults(2, fails)).toEqual(results(3));
});
