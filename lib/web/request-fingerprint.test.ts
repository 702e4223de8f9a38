import { expect, test } from "vitest";
import { requestFingerprint } from "./request-fingerprint";

/** A release that made another one would take a repetition for another request, and refuse it. */
test("a request has the same fingerprint in every release, and another with every secret", () => {
  const { keyed, unkeyed } = requestFingerprint('["POST","/api/things",null,{}]', "s".repeat(32));
  expect(keyed.toString("hex")).toBe("900326c07c75a4f477582d2bac47d586739e25bba82b270243635dcc2fd5516f");
  expect(unkeyed.toString("hex")).toBe("11c1ab25e550b8780370a0ee31ded1113be5dadea766d73a33ea35aa419ba00e");
  expect(requestFingerprint('["POST","/api/things",null,{}]', "t".repeat(32)).keyed).not.toEqual(keyed);
});
