import { expect, test } from "vitest";
import { linesOf, logProcess } from "@/lib/testing/log-process";

const calls = (level: string) =>
  linesOf(
    logProcess(
      `import { nextAuthLogger } from "./lib/web/next-auth-logger.ts";
      for (const code of ["JWT_SESSION_ERROR", "SIGNOUT_ERROR", "INVALID_CALLBACK_URL_ERROR"]) {
        nextAuthLogger.error(code, new Error("Invalid Compact JWE"));
      }
      nextAuthLogger.error("SIGNIN_OAUTH_ERROR", { error: new Error("connect ECONNREFUSED"), providerId: "oidc" });
      nextAuthLogger.error("OAUTH_CALLBACK_ERROR", Object.assign(new Error("m".repeat(5_000)), { token: "secret" }));
      nextAuthLogger.error({ any: "object", password: "x" }, "no error");
      nextAuthLogger.error("c".repeat(5_000), { error: { message: "no error" } });
      process.disconnect();`,
      { LOG_LEVEL: level },
    ),
  );

test("what anybody can cause is no line; a failed single sign-on is, as text that is cut", async () => {
  const lines = await calls("info");
  expect(lines.map(({ level, event, code, reason }) => [level, event, code, reason])).toEqual([
    ["warn", "sign_in.failed", "SIGNIN_OAUTH_ERROR", "connect ECONNREFUSED"],
    ["warn", "sign_in.failed", "OAUTH_CALLBACK_ERROR", expect.stringMatching(/^m{200}… \[4,800 characters/)],
    ["warn", "sign_in.failed", "unknown", "unknown"],
    ["warn", "sign_in.failed", expect.stringMatching(/^c{60}… \[4,940 characters/), "unknown"],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/secret|password/);
});

test("who looks for it finds it at the level debug", async () => {
  const lines = await calls("debug");
  expect(lines.filter(({ level }) => level === "debug").map(({ code }) => code)).toEqual([
    "JWT_SESSION_ERROR",
    "SIGNOUT_ERROR",
    "INVALID_CALLBACK_URL_ERROR",
  ]);
});
