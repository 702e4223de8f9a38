import { expect, test } from "vitest";
import {
  BusyError,
  ConflictError,
  InvalidError,
  NotFoundError,
  TooManyError,
  UnderWayError,
} from "@/lib/errors";
import { problem, problemOf, RequestError } from "./problem";

test.each([
  ["429", new TooManyError("Two are under way."), 429, "1"],
  ["503 of the sign-in", new BusyError(), 503, "5"],
  ["409 of a key under way", new UnderWayError("It is being worked on."), 409, "1"],
  ["409", new ConflictError("Somebody was faster."), 409, null],
  ["404", new NotFoundError("There is none."), 404, null],
])("whether a %s says when to come again", async (_what, error, status, retryAfter) => {
  const answer = problemOf(error, {});
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([status, retryAfter]);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(await answer.json()).toMatchObject({ status, detail: error.message });
});

test("a problem document has RFC 9457's members, is stored by nobody, and keeps what its error brings", async () => {
  const malformed = problemOf(new RequestError(401, "Send a token.", { "www-authenticate": "Bearer" }), {});
  expect(Object.fromEntries(malformed.headers)).toMatchObject({
    "cache-control": "no-store",
    "www-authenticate": "Bearer",
  });
  expect(await malformed.json()).toEqual({
    type: "about:blank",
    title: "Not authenticated",
    status: 401,
    detail: "Send a token.",
  });
  const errors = [{ path: "name", message: "is missing" }];
  expect(await problemOf(new InvalidError(errors), {}).json()).toMatchObject({ status: 422, errors });
  expect(await problem(418, "No coffee.").json()).toMatchObject({ title: "Error", status: 418 });
});

test.each([
  [400, "Malformed request"],
  [401, "Not authenticated"],
  [403, "Not allowed"],
  [404, "Not found"],
  [405, "Method not allowed"],
  [408, "Request timeout"],
  [409, "Conflict"],
  [412, "Precondition failed"],
  [413, "Too large"],
  [415, "Unsupported media type"],
  [422, "Invalid input"],
  [428, "Precondition required"],
  [429, "Too many requests"],
  [500, "Internal error"],
  [503, "Unavailable"],
])("the title of a %i is %s", async (status, title) => {
  expect(await problem(status, "A detail.").json()).toMatchObject({ title });
});
