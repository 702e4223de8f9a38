import { adviceFor } from "@/lib/callback/advice";
import type { DeliveryView } from "@/lib/deliveries/view";
import { daysText } from "@/lib/duration";
import { rateText } from "@/lib/endpoint-rate";
import { situationOf } from "./delivery-situation";
import type { Part } from "./sentence";
import { cancelReasonTexts } from "./status-label";

/** What a page says of a delivery, sentence by sentence: what it is and why, what happens next, what to do. */
type Explanation = { what: Part[]; next: Part[]; toDo: Part[] };

/** The attempts of the schedule, the first included, and the days that finished deliveries are kept. */
export type Limits = { maxAttempts: number; retentionDays: number };

/** The whole sentences to the label. */
export function explain(delivery: DeliveryView, { maxAttempts, retentionDays }: Limits): Explanation {
  const {
    attemptCount,
    cancelReason,
    endpoint,
    nextAttemptAt,
    resendBy,
    resendFrom,
    waitsFor,
    waitsForRate,
  } = delivery;
  const situation = situationOf(delivery);
  const because = cancelReason === null ? "" : `, because ${cancelReasonTexts[cancelReason]}`;
  const reason = endpoint.reason ? `. ${endpoint.reason}` : ".";
  const resendAfterAll = "To send it all the same, press Resend: that makes one call to the URL.";
  switch (situation) {
    case "being_cancelled":
      return {
        what: [`It is being cancelled${because}.`],
        next: [
          attemptCount === 0
            ? "It was never called and is not called any more."
            : "It is not called any more; its cancellation is under way.",
        ],
        toDo: [resendAfterAll],
      };
    case "cancelled":
      return {
        what: [
          attemptCount === 0
            ? `Cancelled before its first call${because}.`
            : `Cancelled${because}. No attempt was answered with success.`,
        ],
        next: ["It is not sent any more."],
        toDo: [resendAfterAll],
      };
    case "delivered":
      return { what: ["The receiver has answered with success."], next: ["It is not sent again."], toDo: [] };
    case "delivered_resend_failed":
      return {
        what: ["It had been delivered before; only the last attempt, a resend, failed."],
        next: ["It stays delivered and is not tried again by itself."],
        toDo: ["To try once more, press Resend."],
      };
    case "schedule_used_up":
      return {
        what: ["Every attempt of the schedule failed."],
        next: ["It is not tried again by itself."],
        toDo: [...advice(delivery), resendOnceOpen(endpoint.state)],
      };
    case "expired":
      return {
        what: [`It waited ${daysText(daysWaited(delivery))} for the suspended URL to be resumed.`],
        next: ["Nothing is kept waiting for longer, so it is not sent any more."],
        toDo: [resendOnceOpen(endpoint.state)],
      };
    case "calling":
      return {
        what: [`The call is under way${resendBy === null ? "" : `, asked for by ${resendBy}`}.`],
        next: ["It ends after ten seconds at the latest, and its result is shown here."],
        toDo: [],
      };
    case "held_suspended":
      return {
        what: [`The URL is suspended${reason}`],
        next: [
          `This delivery waits and is sent when the URL is resumed. If that takes longer than ${daysText(retentionDays)}, it fails.`,
        ],
        toDo: [...advice(delivery), "Resume the URL once it can be called again."],
      };
    case "held_probed":
      return {
        what: [
          ...(resendBy === null ? [] : [`${resendBy} asked for it to be sent again.`]),
          `The URL is probed, one call at a time, until it answers${reason}`,
        ],
        next: [
          ...sentenceWith("Its next call goes out ", endpoint.probeAt),
          "This delivery waits and is sent then, or soon after the URL answers.",
        ],
        toDo: advice(delivery),
      };
    case "held_in_order":
      return {
        what: ["The order of each instance is kept."],
        next: [
          "This delivery waits until ",
          ...(waitsFor === null ? ["an earlier one"] : [{ deliveryID: waitsFor }]),
          ", an earlier one of the same instance to the same URL, is delivered, failed or cancelled.",
        ],
        toDo: ["If it takes too long, look at why that one is not delivered."],
      };
    case "held_by_rate":
      return {
        what: [
          ...(resendBy === null ? [] : [`${resendBy} asked for it to be sent again.`]),
          `This URL takes ${waitsForRate === null ? "only so many calls" : rateText(waitsForRate)}.`,
        ],
        next: ["This delivery is due and goes out when its turn comes."],
        toDo: ["If too much waits, raise the rate on the URL's page."],
      };
    case "resend":
      return {
        what: [`${resendBy ?? "Somebody"} asked for it to be sent again.`],
        next: [
          "It goes out as soon as the URL has a free slot.",
          resendFrom === null
            ? "If that attempt fails, it goes on by the schedule."
            : `If that attempt fails, it is ${resendFrom} again, as before.`,
        ],
        toDo: [],
      };
    case "retry":
      return {
        what: [
          `Attempt ${attemptCount}${attemptCount < maxAttempts ? ` of at most ${maxAttempts}` : ""} failed.`,
        ],
        next: sentenceWith("The next one goes out ", nextAttemptAt),
        toDo: advice(delivery),
      };
    case "first":
      return {
        what: ["Not called yet."],
        next: ["The first call goes out as soon as the URL has a free slot."],
        toDo: ["If this lasts, the URL answers too slowly: look at its page."],
      };
    default:
      return situation satisfies never;
  }
}

function advice({ lastOutcome, lastStatusCode, url }: DeliveryView): string[] {
  const found = lastOutcome === null ? null : adviceFor(lastOutcome, lastStatusCode, url);
  return found === null ? [] : [found];
}

const resendOnceOpen = (state: DeliveryView["endpoint"]["state"]) =>
  state === "suspended" ? "To send it, resume the URL, then press Resend." : "To send it, press Resend.";

function sentenceWith(text: string, at: string | null): Part[] {
  return at === null ? [] : [text, { at }, "."];
}

function daysWaited({ createdAt, doneAt }: DeliveryView): number {
  return doneAt === null ? 0 : Math.floor((Date.parse(doneAt) - Date.parse(createdAt)) / 86_400_000);
}
