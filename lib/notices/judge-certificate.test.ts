import { expect, test } from "vitest";
import { expiresSoonDays } from "@/lib/endpoints/certificate-view";
import { judgeCertificate, type NoticedCertificate } from "./judge-certificate";

const dayMs = 86_400_000;
const nowMs = Date.parse("2026-12-01T00:00:00Z");

const facts = (days: number, fingerprint = "AA") => ({
  subject: "CN=callboard",
  issuer: "CN=authority",
  validFrom: "2026-01-01T00:00:00.000Z",
  validTo: new Date(nowMs + days * dayMs).toISOString(),
  fingerprint,
  changedAt: "2026-01-01T00:00:00.000Z",
});
const judged = (
  certificate: ReturnType<typeof facts> | null,
  noticed: NoticedCertificate | null = null,
  { isCalled = true } = {},
) => {
  const { notice, noticed: next } = judgeCertificate(
    { endpointId: 1, facts: certificate, noticed, isCalled, changedBy: "Ada" },
    nowMs,
  );
  return [notice?.kind ?? null, next];
};
const soon = { fingerprint: "AA", expired: false };
const over = { fingerprint: "AA", expired: true };

test("an end that nears is told once, from the day on that the pages tell it", () => {
  expect(judged(facts(expiresSoonDays + 1))).toEqual([null, null]);
  expect(judged(facts(expiresSoonDays))).toEqual(["certificate_expires_soon", soon]);
  expect(judged(facts(3), soon)).toEqual([null, soon]);
});

test("that it has expired is told once more, also where nobody was told before", () => {
  expect(judged(facts(0), soon)).toEqual(["certificate_expired", over]);
  expect(judged(facts(-90))).toEqual(["certificate_expired", over]);
  expect(judged(facts(-1), over)).toEqual([null, over]);
  // A clock that was set back takes nothing back.
  expect(judged(facts(1), over)).toEqual([null, over]);
});

test("what was told is settled by another certificate, or by none; without that it is no news", () => {
  expect(judged(facts(300, "BB"), over)).toEqual(["certificate_changed", null]);
  expect(judged(null, soon)).toEqual(["certificate_changed", null]);
  expect(judged(null)).toEqual([null, null]);
  expect(judged(facts(300, "BB"))).toEqual([null, null]);
  // Another one that ends as soon settles nothing.
  expect(judged(facts(5, "BB"), over)).toEqual([
    "certificate_expires_soon",
    { fingerprint: "BB", expired: false },
  ]);
});

test("of a URL that gets no new events nothing is told, until it gets some again", () => {
  const notCalled = { isCalled: false };
  expect(judged(facts(-1), null, notCalled)).toEqual([null, null]);
  expect(judged(facts(-1), soon, notCalled)).toEqual([null, soon]);
  expect(judged(facts(300, "BB"), over, notCalled)).toEqual([null, null]);
  expect(judged(facts(-1), soon)).toEqual(["certificate_expired", over]);
});

test("a notice says until when, what follows, and who changed it", () => {
  const of = (days: number, noticed: NoticedCertificate | null, fingerprint = "AA") =>
    judgeCertificate(
      { endpointId: 7, facts: facts(days, fingerprint), noticed, isCalled: true, changedBy: "Ada" },
      nowMs,
    ).notice;
  expect(of(5, null)).toEqual({
    kind: "certificate_expires_soon",
    endpointId: 7,
    atMs: nowMs,
    by: null,
    reason:
      "Its client certificate expires on 2026-12-06. From then on a service that checks it refuses every call. Set a new one.",
  });
  expect(of(90, soon, "BB")).toMatchObject({
    by: "Ada",
    reason: "Its client certificate is valid until 2027-03-01.",
  });
});
