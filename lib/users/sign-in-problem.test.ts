import { expect, test } from "vitest";
import { singleSignOnProblem } from "./sign-in-problem";

test("what stands in the address is never shown, and what is not known is told in general", () => {
  expect(singleSignOnProblem("Call 555-0100 for help", "Example ID")).toBe(
    "Signing in with Example ID did not work. Try again; if it stays so, tell whoever runs Callboard.",
  );
  expect(singleSignOnProblem("email_taken", "Example ID")).toMatch(/Ask an administrator/);
});

test("whose email nobody vouches for reads what is missing and who can mend it", () => {
  const sentence = singleSignOnProblem("email_not_vouched", "Example ID");
  for (const part of [
    /does not say whether your email is verified/,
    /Whoever runs Example ID/,
    /OIDC_TRUST_EMAIL/,
  ])
    expect(sentence).toMatch(part);
  expect(singleSignOnProblem("emails_differ", "Example ID")).toMatch(
    /two different emails.*Whoever runs Example ID/,
  );
});
