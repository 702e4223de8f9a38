import { UnrecognizedActionError } from "next/dist/client/components/unrecognized-action-error";
import { redirect } from "next/navigation";
import { expect, test } from "vitest";
import { answerOf } from "./use-action";

test("an answer is handed on; where none comes, a failure says so and what follows", async () => {
  expect(await answerOf(Promise.resolve({ ok: true, value: 1 }))).toEqual({ ok: true, value: 1 });
  const nothing = () => Promise.reject(new TypeError("Failed to fetch"));
  expect(await answerOf(nothing())).toEqual({
    ok: false,
    status: 0,
    message: "Callboard could not be reached. Try again.",
  });
  expect(await answerOf(nothing(), "; the job goes on.")).toMatchObject({
    message: "Callboard could not be reached; the job goes on.",
  });
});

test.each([
  [
    "a refusal",
    new Error("Too much is asked for just now. Try again in a few seconds."),
    "Too much is asked for just now. Try again in a few seconds.",
  ],
  [
    "a proxy's page",
    new Error("An unexpected response was received from the server."),
    "Something between you and Callboard answered in its place. Try again.",
  ],
  [
    "a long text of somebody's",
    new Error("x".repeat(301)),
    "Something between you and Callboard answered in its place. Try again.",
  ],
  [
    "an action that the server does not have",
    new UnrecognizedActionError("Server Action was not found."),
    "Callboard was upgraded since this page was loaded. Copy what you typed, then load the page again.",
  ],
])("%s is not told as no answer", async (_what, error, message) => {
  expect(await answerOf(Promise.reject(error))).toEqual({ ok: false, status: 0, message });
});

test("a redirect is no missing answer", async () => {
  const leaving = async () => redirect("/sign-in");
  await expect(answerOf(leaving())).rejects.toThrow("NEXT_REDIRECT");
});
