import { describe, expect, test } from "vitest";
import { conditions } from "@/components/endpoints/conditions";
import type { DeliveryView } from "@/lib/deliveries/view";
import { type Situation, situationOf } from "./delivery-situation";
import { explain } from "./delivery-words";
import { gapAfter, type Part } from "./sentence";
import { labelOf } from "./status-label";

const limits = { maxAttempts: 10, retentionDays: 30 };
const later = "2026-10-31T08:05:00.000Z";

const first: DeliveryView = {
  deliveryID: "dlv_7",
  eventID: "evt_01JD8R5WJ00000000000000000",
  eventType: "created",
  instanceID: "training-request-26",
  processName: "Training request",
  endpointID: "ep_1",
  url: "https://erp.example.com/in",
  status: "pending",
  beingCancelled: false,
  cancelReason: null,
  failReason: null,
  resendBy: null,
  resendFrom: null,
  attemptCount: 0,
  underWay: false,
  nextAttemptAt: later,
  lastOutcome: null,
  lastStatusCode: null,
  lastTotalMs: null,
  endpoint: { name: null, state: "active", reason: null, probeAt: null },
  waitsFor: null,
  waitsForRate: null,
  createdAt: "2026-10-01T08:00:00.000Z",
  doneAt: null,
};

const tried = { attemptCount: 2, lastOutcome: "http_error", lastStatusCode: 404 } as const;
const ended = { nextAttemptAt: null, doneAt: later };
const suspended = {
  endpoint: { name: null, state: "suspended", reason: "Suspended by Ada.", probeAt: null },
} as const;
const probing = {
  endpoint: { name: null, state: "probing", reason: "8 calls in a row failed.", probeAt: later },
} as const;
const cancelled = { status: "cancelled", cancelReason: "url_removed", ...ended } as const;
const notCalled = "The first call goes out as soon as the URL has a free slot.";

const plain = (parts: readonly Part[]) =>
  parts
    .map((part, index) => {
      const text = typeof part === "string" ? part : "at" in part ? "in 23 h 59 m" : part.deliveryID;
      return gapAfter(parts[index - 1]) + text;
    })
    .join("");
const sentences = (delivery: DeliveryView) => {
  const { what, next, toDo } = explain(delivery, limits);
  return plain([...what, ...next, ...toDo]);
};

const cases: [Situation, Partial<DeliveryView>, label: string, says: string[]][] = [
  ["first", {}, "Waiting", ["Not called yet.", notCalled]],
  ["retry", tried, "Retry in 23 h 59 m", ["Attempt 2 of at most 10 failed.", "does not know this path"]],
  ["calling", { underWay: true, nextAttemptAt: null }, "Calling", ["ends after ten seconds at the latest"]],
  [
    "held_suspended",
    suspended,
    "Held: suspended",
    ["The URL is suspended. Suspended by Ada.", "longer than 30 days, it fails", "Resume the URL"],
  ],
  ["held_suspended", { ...suspended, ...tried, underWay: true }, "Held: suspended", ["The URL is suspended"]],
  [
    "held_probed",
    probing,
    "Held: probing",
    ["The URL is probed, one call at a time, until it answers. 8 calls in a row failed.", "in 23 h 59 m."],
  ],
  ["held_probed", { ...probing, ...tried, resendBy: "Ada" }, "Held: probing", ["Ada asked for it"]],
  ["held_in_order", { waitsFor: "dlv_3" }, "Held: in order", ["waits until dlv_3, an earlier one of"]],
  [
    "held_by_rate",
    { waitsForRate: { perSecond: 5, atOnce: 2 } },
    "Held: rate",
    ["This URL takes at most 5 calls a second and 2 at once.", "goes out when its turn comes."],
  ],
  [
    "held_by_rate",
    { ...tried, resendBy: "Ada", waitsForRate: { perSecond: null, atOnce: 1 } },
    "Held: rate",
    ["Ada asked", "This URL takes at most 1 call at once."],
  ],
  ["resend", { ...tried, resendBy: "Ada" }, "Resend waits", ["Ada asked", "goes on by the schedule."]],
  [
    "resend",
    { ...tried, resendBy: "Ada", resendFrom: "cancelled" },
    "Resend waits",
    ["it is cancelled again, as before."],
  ],
  [
    "being_cancelled",
    { ...cancelled, beingCancelled: true, doneAt: null },
    "Being cancelled",
    ["It is being cancelled, because its URL was removed.", "never called and is not called any more"],
  ],
  [
    "cancelled",
    cancelled,
    "Cancelled",
    [
      "Cancelled before its first call, because its URL was removed.",
      "It is not sent any more.",
      "press Resend",
    ],
  ],
  [
    "cancelled",
    { ...cancelled, cancelReason: "switched_off" },
    "Cancelled",
    ["Cancelled before its first call, because its callback was switched off."],
  ],
  ["cancelled", { ...cancelled, ...tried }, "Cancelled", ["No attempt was answered with success."]],
  [
    "schedule_used_up",
    { ...tried, status: "failed", failReason: "schedule_used_up", ...ended },
    "Failed",
    ["Every attempt of the schedule failed.", "does not know this path", "To send it, press Resend."],
  ],
  [
    "expired",
    { ...suspended, status: "failed", failReason: "expired", ...ended },
    "Failed",
    ["It waited 30 days for the suspended URL to be resumed.", "resume the URL, then press Resend."],
  ],
  [
    "expired",
    { status: "failed", failReason: "expired", ...ended, doneAt: "2026-10-02T09:00:00.000Z" },
    "Failed",
    ["It waited 1 day for the suspended URL"],
  ],
  ["delivered", { status: "delivered", lastOutcome: "delivered", ...ended }, "Delivered", ["with success."]],
  [
    "delivered_resend_failed",
    { ...tried, status: "delivered", ...ended },
    "Delivered",
    ["It had been delivered before; only the last attempt, a resend, failed.", "It stays delivered"],
  ],
];

test.each(cases)("%s: %j has its label and its sentences", (situation, change, label, says) => {
  const delivery = { ...first, ...change };
  expect(situationOf(delivery)).toBe(situation);
  expect(plain(labelOf(delivery).text)).toBe(label);
  for (const words of says) expect(sentences(delivery)).toContain(words);
});

test.each([
  [suspended, "suspended"],
  [probing, "probing"],
] as const)("what its URL holds is in the word and the colour of the URL's state: %j", (change, state) => {
  const { text, tone } = labelOf({ ...first, ...change });
  expect([text, tone]).toEqual([[`Held: ${conditions[state].word.toLowerCase()}`], conditions[state].tone]);
});

/** Every status with every reason to wait or to have ended, also such as never meet. */
function* combinations(): Generator<DeliveryView> {
  const attempts = [{}, tried, { ...tried, lastOutcome: "timeout", lastStatusCode: null }] as const;
  const resends = [{}, { resendBy: "Ada" }, { resendBy: "Ada", resendFrom: "failed" }] as const;
  for (const endpoint of [{}, suspended, probing])
    for (const attempt of attempts) {
      for (const underWay of [false, true])
        for (const resend of resends)
          for (const waitsFor of [null, "dlv_3"])
            for (const nextAttemptAt of [null, later])
              for (const waitsForRate of [null, { perSecond: 5, atOnce: null }])
                yield {
                  ...{ ...first, ...endpoint, ...attempt, ...resend },
                  ...{ underWay, waitsFor, nextAttemptAt, waitsForRate },
                };
      for (const beingCancelled of [false, true]) {
        const base = { ...first, ...endpoint, ...attempt, ...ended, beingCancelled };
        yield { ...base, status: "delivered" };
        for (const cancelReason of ["url_removed", "switched_off", null] as const)
          yield { ...base, status: "cancelled", cancelReason };
        for (const failReason of ["schedule_used_up", "expired", null] as const)
          yield { ...base, status: "failed", failReason };
      }
    }
}

describe("whatever a delivery is in", () => {
  const all = [...combinations()];

  test("each combination is met, and each situation with it", () => {
    expect(all.length).toBeGreaterThan(300);
    expect(new Set(all.map(situationOf))).toEqual(new Set(cases.map(([situation]) => situation)));
  });

  test("the label fits one line of the list", () => {
    for (const one of all) expect(plain(labelOf(one).text).length).toBeLessThanOrEqual(18);
  });

  test("it says what it is and what happens next, in whole sentences", () => {
    for (const one of all) {
      const { what } = explain(one, limits);
      expect(plain(what)).toMatch(/^[A-Z].+\.$/);
      expect(sentences(one)).toMatch(/\.$/);
      expect(sentences(one)).not.toMatch(/undefined|null|\.\.| {2}|\.[A-Z]|NaN/);
    }
  });

  test("a call is promised only where one comes, and nothing called before is 'not called yet'", () => {
    for (const one of all) {
      const text = sentences(one);
      if (one.status !== "pending") expect(text).not.toMatch(/goes out|is sent when|waits/);
      if (one.status !== "pending" || one.endpoint.state !== "active")
        expect(text).not.toContain("free slot");
      if (one.attemptCount > 0) expect(text).not.toMatch(/Not called yet|first call|never called/);
    }
  });
});
