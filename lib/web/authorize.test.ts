import { afterAll, expect, test } from "vitest";
import { deviceCookie } from "@/lib/auth/trusted-device";
import { pool } from "@/lib/db/pool";
import { addUser } from "@/lib/testing/users";
import { type SetCookie, withinRequest } from "@/lib/testing/within-request";
import { judgeCredentials } from "./authorize";

process.env.APP_URL = "https://callboard.example.com";
afterAll(() => pool().end());

test("the cookie of a trusted device is set where the password is right alone, and under https goes over nothing else", async () => {
  const [email, password] = ["ada@example.com", "correct horse battery"];
  await addUser(pool(), { email, name: "Ada", role: "user", password });
  const judged = async (given: string) => {
    const set: SetCookie[] = [];
    const { kind } = await withinRequest({ headers: {}, set }, () =>
      judgeCredentials({ email, password: given }),
    );
    return { kind, set };
  };
  expect(await judged("another horse battery")).toEqual({ kind: "refused", set: [] });
  const options = { httpOnly: true, sameSite: "lax", secure: true, path: "/", maxAge: 180 * 24 * 3_600 };
  expect(await judged(password)).toEqual({
    kind: "signed_in",
    set: [[deviceCookie, expect.any(String), options]],
  });
});
