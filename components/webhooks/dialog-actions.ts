import type { WaitingFor } from "@/lib/cancellations/view";
import type { TestUrlInput, TestUrlsInput } from "@/lib/endpoints/schema";
import type { TestView } from "@/lib/endpoints/view";
import type { EventType } from "@/lib/events/event-types";
import type { ActionResult } from "@/lib/web/result";
import type { WebhooksInput } from "@/lib/webhooks/schema";
import type { SaveOutcome } from "@/lib/webhooks/view";

/** An event that happened, as the list to choose from shows it. */
export type PastEvent = { eventID: string; instanceID: string; processName: string; occurredAt: string };

/** What the dialog asks of the server. */
export type DialogActions = {
  preview: (input: Pick<WebhooksInput, EventType>) => Promise<ActionResult<WaitingFor[]>>;
  save: (input: WebhooksInput) => Promise<ActionResult<SaveOutcome>>;
  test: (input: TestUrlInput) => Promise<ActionResult<TestView>>;
  /** A promise each, in the order of the URLs. */
  testAll: (input: TestUrlsInput) => Promise<ActionResult<Promise<ActionResult<TestView>>[]>>;
  latestEvents: (input: { eventType: EventType }) => Promise<ActionResult<PastEvent[]>>;
};

export type Saved = Extract<SaveOutcome, { kind: "saved" }>;
