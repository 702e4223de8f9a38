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

test("a redirect is no missing answer", async () => {
  const leaving = async () => redirect("/sign-in");
  await expect(answerOf(leaving())).rejects.toThrow("NEXT_REDIRECT");
});
