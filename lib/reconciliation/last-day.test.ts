import { afterAll, expect, test } from "vitest";
import { operator } from "@/lib/auth/actor";
import { pool } from "@/lib/db/pool";
import { ForbiddenError } from "@/lib/errors";
import { actorOf } from "@/lib/testing/actors";
import { reconcileLastDay } from "./last-day";

afterAll(() => pool().end());

test("all who look at once share one count of the log; a User may not", async () => {
  const locker = await pool().connect();
  await locker.query("begin");
  await locker.query("lock table event in access exclusive mode");
  const looks = [1, 2, 3, 4, 5].map(() => reconcileLastDay(operator));
  await locker.query("rollback");
  locker.release();
  const [first, ...others] = await Promise.all(looks);
  expect(first).toMatchObject({ unaccounted: 0 });
  for (const other of others) expect(other).toBe(first);
  await expect(reconcileLastDay(await actorOf("user"))).rejects.toThrow(ForbiddenError);
});
