import { byEventType, type EventType } from "@/lib/events/event-types";

/** The callback settings as they leave the server. */
export type WebhooksView = Record<EventType, { enabled: boolean; urls: string[] }> & {
  /** Of what they say: see `versionOf`. */
  version: string;
  updatedAt: string | null;
  updatedBy: string | null;
};

/** What a save replaces, and nothing else. */
export function settingsOf(webhooks: WebhooksView): Pick<WebhooksView, EventType> {
  return byEventType((type) => webhooks[type]);
}

/** Whether callbacks of one instance reach a URL in the order of its events. */
export type OrderView = {
  /** Of what it says: see `versionOf`. */
  version: string;
  ordered: boolean;
  updatedAt: string | null;
  updatedBy: string | null;
};

/** As `SaveOutcome`. */
export type OrderOutcome =
  | { kind: "saved"; order: OrderView }
  | { kind: "conflict"; message: string; current: OrderView };

/**
 * Either the save happened and has an audit entry, or another save came first. Then `current` holds the stored settings, with who
 * saved them and when.
 */
export type SaveOutcome =
  | { kind: "saved"; webhooks: WebhooksView; warnings: string[]; entryID: string }
  | { kind: "conflict"; message: string; current: WebhooksView };

/** What restoring an audit entry would change now, a sentence each; none when the settings are the same already. */
export type RestorePreview = { entryID: string; version: WebhooksView["version"]; changes: string[] };

/** After a conflict nothing was restored; the preview compares with the settings as they are now. */
export type RestoreOutcome =
  | { kind: "restored"; warnings: string[] }
  | { kind: "conflict"; message: string; preview: RestorePreview };

/** What became of taking back a save: after a conflict it stands. */
export type UndoOutcome = { kind: "undone"; warnings: string[] } | { kind: "conflict"; message: string };

/** What has been done of the three steps to the first callback. */
export type FirstSteps = { entered: boolean; tested: boolean; changed: boolean };
