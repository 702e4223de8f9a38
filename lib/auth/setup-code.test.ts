import { expect, test } from "vitest";
import { isSetupCode, setupCode } from "./setup-code";

const secret = "a secret that only tests know, 32 bytes";

test("every node knows the same code, and nothing else is one", () => {
  const code = setupCode(secret);
  expect(code).toMatch(/^[\w-]{24}$/);
  expect(isSetupCode(setupCode(secret), secret)).toBe(true);
  for (const wrong of ["", code.slice(1), `${code} `, code.toLowerCase(), setupCode(`${secret}.`)]) {
    expect(isSetupCode(wrong, secret)).toBe(false);
  }
});
