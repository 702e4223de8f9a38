import { expect, test } from "vitest";
import { BusyError, ConflictError, NotFoundError, TooManyError } from "@/lib/errors";
import { problemOf } from "./problem";

test.each([
  ["429", new TooManyError("Two are under way."), 429, "1"],
  ["503 of the sign-in", new BusyError(), 503, "5"],
  ["409", new ConflictError("Somebody was faster."), 409, null],
  ["404", new NotFoundError("There is none."), 404, null],
])("whether a %s says when to come again", async (_what, error, status, retryAfter) => {
  const answer = problemOf(error, {});
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([status, retryAfter]);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ status, detail: error.message });
});
