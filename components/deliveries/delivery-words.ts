import { adviceFor } from "@/lib/callback/advice";
import type { DeliveryView } from "@/lib/deliveries/view";
import { daysText } from "@/lib/duration";
import { rateText } from "@/lib/endpoint-rate";
import { type Situation, situationOf } from "./delivery-situation";
import type { Part } from "./sentence";
import { cancelReasonTexts } from "./status-label";

/** What a page says of a delivery, sentence by sentence: what it is and why, what happens next, what to do. */
type Explanation = { what: Part[]; next: Part[]; toDo: Part[] };

/** The attempts of the schedule, the first included, and the days that finished deliveries are kept. */
export type Limits = { maxAttempts: number; retentionDays: number };

type Explain = (delivery: DeliveryView, limits: Limits) => Explanation;

/** The whole sentences to the label. */
export const explain: Explain = (delivery, limits) => explanations[situationOf(delivery)](delivery, limits);

const resendAfterAll = "To send it all the same, press Resend: that makes one call to the URL.";

const explanations: Record<Situation, Explain> = {
  being_cancelled: (delivery) => ({
    what: [`It is being cancelled${because(delivery)}.`],
    next: [
      delivery.attemptCount === 0
        ? "It was never called and is not called any more."
        : "It is not called any more; its cancellation is under way.",
    ],
    toDo: [resendAfterAll],
  }),
  cancelled: (delivery) => ({
    what: [
      delivery.attemptCount === 0
        ? `Cancelled before its first call${because(delivery)}.`
        : `Cancelled${because(delivery)}. No attempt was answered with success.`,
    ],
    next: ["It is not sent any more."],
    toDo: [resendAfterAll],
  }),
  delivered: () => ({
    what: ["The receiver has answered with success."],
    next: ["It is not sent again."],
    toDo: [],
  }),
  delivered_resend_failed: () => ({
    what: ["It had been delivered before; only the last attempt, a resend, failed."],
    next: ["It stays delivered and is not tried again by itself."],
    toDo: ["To try once more, press Resend."],
  }),
  schedule_used_up: (delivery) => ({
    what: ["Every attempt of the schedule failed."],
    next: ["It is not tried again by itself."],
    toDo: [...advice(delivery), resendOnceOpen(delivery)],
  }),
  expired: (delivery) => ({
    what: [`It waited ${daysText(daysWaited(delivery))} for the suspended URL to be resumed.`],
    next: ["Nothing is kept waiting for longer, so it is not sent any more."],
    toDo: [resendOnceOpen(delivery)],
  }),
  calling: ({ resendBy }) => ({
    what: [`The call is under way${resendBy === null ? "" : `, asked for by ${resendBy}`}.`],
    next: ["It ends after ten seconds at the latest, and its result is shown here."],
    toDo: [],
  }),
  held_suspended: (delivery, { retentionDays }) => ({
    what: [`The URL is suspended${reason(delivery)}`],
    next: [
      `This delivery waits and is sent when the URL is resumed. If that takes longer than ${daysText(retentionDays)}, it fails.`,
    ],
    toDo: [...advice(delivery), "Resume the URL once it can be called again."],
  }),
  held_probed: (delivery) => ({
    what: [
      ...askedForAgain(delivery),
      `The URL is probed, one call at a time, until it answers${reason(delivery)}`,
    ],
    next: [
      ...sentenceWith("Its next call goes out ", delivery.endpoint.probeAt),
      "This delivery waits and is sent then, or soon after the URL answers.",
    ],
    toDo: advice(delivery),
  }),
  held_in_order: ({ waitsFor }) => ({
    what: ["The order of each instance is kept."],
    next: [
      "This delivery waits until ",
      ...(waitsFor === null ? ["an earlier one"] : [{ deliveryID: waitsFor }]),
      ", an earlier one of the same instance to the same URL, is delivered, failed or cancelled.",
    ],
    toDo: ["If it takes too long, look at why that one is not delivered."],
  }),
  held_by_rate: (delivery) => ({
    what: [
      ...askedForAgain(delivery),
      `This URL takes ${delivery.waitsForRate === null ? "only so many calls" : rateText(delivery.waitsForRate)}.`,
    ],
    next: ["This delivery is due and goes out when its turn comes."],
    toDo: ["If too much waits, raise the rate on the URL's page."],
  }),
  resend: ({ resendBy, resendFrom }) => ({
    what: [`${resendBy ?? "Somebody"} asked for it to be sent again.`],
    next: [
      "It goes out as soon as the URL has a free slot.",
      resendFrom === null
        ? "If that attempt fails, it goes on by the schedule."
        : `If that attempt fails, it is ${resendFrom} again, as before.`,
    ],
    toDo: [],
  }),
  retry: (delivery, { maxAttempts }) => ({
    what: [
      `Attempt ${delivery.attemptCount}${delivery.attemptCount < maxAttempts ? ` of at most ${maxAttempts}` : ""} failed.`,
    ],
    next: sentenceWith("The next one goes out ", delivery.nextAttemptAt),
    toDo: advice(delivery),
  }),
  first: () => ({
    what: ["Not called yet."],
    next: ["The first call goes out as soon as the URL has a free slot."],
    toDo: ["If this lasts, the URL answers too slowly: look at its page."],
  }),
};

const because = ({ cancelReason }: DeliveryView) =>
  cancelReason === null ? "" : `, because ${cancelReasonTexts[cancelReason]}`;

const reason = ({ endpoint }: DeliveryView) => (endpoint.reason ? `. ${endpoint.reason}` : ".");

const askedForAgain = ({ resendBy }: DeliveryView) =>
  resendBy === null ? [] : [`${resendBy} asked for it to be sent again.`];

function advice({ lastOutcome, lastStatusCode, url }: DeliveryView): string[] {
  const found = lastOutcome === null ? null : adviceFor(lastOutcome, lastStatusCode, url);
  return found === null ? [] : [found];
}

const resendOnceOpen = ({ endpoint }: DeliveryView) =>
  endpoint.state === "suspended"
    ? "To send it, resume the URL, then press Resend."
    : "To send it, press Resend.";

function sentenceWith(text: string, at: string | null): Part[] {
  return at === null ? [] : [text, { at }, "."];
}

function daysWaited({ createdAt, doneAt }: DeliveryView): number {
  return doneAt === null ? 0 : Math.floor((Date.parse(doneAt) - Date.parse(createdAt)) / 86_400_000);
}
