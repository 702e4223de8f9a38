import { expect, test } from "vitest";
import { claimsFrom } from "./oidc-claims";

const idToken = { iss: "https://id.example.com", sub: "att" };
const root = "root@corp.example";
const own = "attacker@corp.example";

/** What becomes of an email in the ID token, one in userinfo, and each one's word on whether it is verified. */
test.each([
  // Nothing in the ID token: userinfo speaks, for itself.
  [{}, { email: own, email_verified: true }, { email: own, emailVerified: true }],
  [{}, { email: own, email_verified: false }, { email: own, emailVerified: false }],
  [{}, { email: own }, { email: own, emailVerified: null }],
  [{}, {}, { email: null, emailVerified: null }],
  [{ email: " " }, { email: own, email_verified: true }, { email: own, emailVerified: true }],
  // A word without an email vouches for nothing of the other's.
  [{ email_verified: true }, { email: own }, { email: own, emailVerified: null }],
  [{ email: root }, { email_verified: true }, { email: root, emailVerified: null }],
  // The ID token has one: what userinfo says of its own counts for nothing.
  [{ email: root, email_verified: true }, {}, { email: root, emailVerified: true }],
  [{ email: root }, { email: root, email_verified: true }, { email: root, emailVerified: null }],
  [
    { email: root, email_verified: true },
    { email: root, email_verified: false },
    { email: root, emailVerified: true },
  ],
  [
    { email: root, email_verified: false },
    { email: root, email_verified: true },
    { email: root, emailVerified: false },
  ],
  [{ email: "Root@Corp.example" }, { email: root }, { email: root, emailsDiffer: false }],
  // Two different ones: neither.
  [{ email: root }, { email: own, email_verified: true }, { emailsDiffer: true, emailVerified: null }],
  [{ email: root, email_verified: true }, { email: own }, { emailsDiffer: true }],
])("ID token %j, userinfo %j: %j", (signed, asked, expected) => {
  expect(
    claimsFrom({ idToken: { ...idToken, ...signed }, userinfo: { sub: "att", ...asked } }),
  ).toMatchObject({ issuer: idToken.iss, subject: "att", ...expected });
});

test("the name comes with the email", () => {
  const userinfo = { sub: "att", email: root, name: "From userinfo" };
  expect(claimsFrom({ idToken: { ...idToken, email: root, name: "Signed" }, userinfo })?.name).toBe("Signed");
  expect(claimsFrom({ idToken: { ...idToken, email: root }, userinfo })?.name).toBeNull();
  expect(claimsFrom({ idToken: { ...idToken, name: "Signed" }, userinfo })?.name).toBe("From userinfo");
});

test("without userinfo the ID token speaks alone", () => {
  const signed = { ...idToken, email: root, email_verified: true, name: "Ada" };
  expect(claimsFrom({ idToken: signed, userinfo: null })).toEqual({
    issuer: idToken.iss,
    subject: "att",
    email: root,
    emailsDiffer: false,
    emailVerified: true,
    name: "Ada",
  });
});

test.each([
  [{ idToken, userinfo: { sub: "somebody else", email: own, email_verified: true } }],
  [{ idToken, userinfo: { email: own, email_verified: true } }],
  [{ idToken: { ...idToken, sub: "" }, userinfo: null }],
  [{ idToken: { sub: "att" }, userinfo: null }],
  [{ userinfo: { sub: "att" } }],
  [null],
])("%j speaks of nobody", (answers) => {
  expect(claimsFrom(answers)).toBeNull();
});

test.each([
  ["true", true],
  ["false", false],
  ["yes", false],
  ["1", false],
  ["on", false],
  [{ yes: 1 }, false],
  [1, false],
  [null, null],
])("email_verified %j is understood as %j, never in favour of who comes", (given, understood) => {
  const signed = { ...idToken, email: root, email_verified: given, name: 7, picture: {} };
  expect(claimsFrom({ idToken: signed, userinfo: null })).toMatchObject({
    emailVerified: understood,
    name: null,
  });
});
