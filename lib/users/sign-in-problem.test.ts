import { expect, test } from "vitest";
import { singleSignOnProblem } from "./sign-in-problem";

test("what stands in the address is never shown, and what is not known is told in general", () => {
  expect(singleSignOnProblem("Call 555-0100 for help", "Example ID")).toBe(
    "Signing in with Example ID did not work. Try again; if it stays so, tell whoever runs Callboard.",
  );
  expect(singleSignOnProblem("email_taken", "Example ID")).toMatch(/Ask an administrator/);
});

test("whose email nobody vouches for reads who can, and the code to tell them", () => {
  const sentence = singleSignOnProblem("link_requested", "Example ID", "K7F2-9XQA");
  expect(sentence).toMatch(/does not say whether your email is verified/);
  expect(sentence).toMatch(/Tell an administrator.*K7F2\u20119XQA.*sign in with Example ID again/);
  expect(singleSignOnProblem("link_requested", "Example ID")).toMatch(
    /sign in with Example ID again to get/i,
  );
});

test("whose email is not verified reads who marks it as verified, and where", () => {
  expect(singleSignOnProblem("email_unverified", "Example ID")).toMatch(
    /not verified.*whoever runs Example ID.*mark.*as verified.*"Email verified"/,
  );
  expect(singleSignOnProblem("emails_differ", "Example ID")).toMatch(
    /two different emails.*Whoever runs Example ID/,
  );
});
