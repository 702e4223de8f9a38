import { endpointConditions } from "@/lib/endpoint-conditions";

/** Notices as screens, mails and webhooks show them. Pure. */

const noticeKinds = [
  "failing",
  "probed",
  "suspended",
  "resumed",
  "recovered",
  "given_up",
  "certificate_expires_soon",
  "certificate_expired",
  "certificate_changed",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export type NoticeView = {
  noticeID: string;
  kind: NoticeKind;
  endpointID: string;
  url: string;
  at: string;
  reason: string | null;
  /** Who did it, where somebody did. */
  by: string | null;
  /** given_up: how many deliveries. */
  deliveries: number | null;
};

/** What the bell shows. */
export type BellView = {
  /** At most `maxUnread`. */
  unread: number;
  /** The newest, as many as the bell has room for. */
  items: NoticeView[];
  /** What came after these is unread: the last that was read, and the making of the account. */
  seenTo: number;
  since: string;
};

const { failing, probing, suspended } = endpointConditions;

/** What a kind tells, and how bad that is. `rank`: the larger, the worse. */
export const noticeTones = {
  suspended: { tone: suspended.tone, rank: 8 },
  given_up: { tone: "bad", rank: 7 },
  certificate_expired: { tone: "bad", rank: 6 },
  probed: { tone: probing.tone, rank: 5 },
  failing: { tone: failing.tone, rank: 4 },
  certificate_expires_soon: { tone: "warn", rank: 3 },
  resumed: { tone: "info", rank: 2 },
  certificate_changed: { tone: "info", rank: 1 },
  recovered: { tone: "ok", rank: 0 },
} as const satisfies Record<NoticeKind, { tone: "bad" | "warn" | "info" | "ok"; rank: number }>;

/** "Suspended by Amara Osei", "12 deliveries given up". */
export function noticeTitle({
  kind,
  by,
  deliveries,
}: Pick<NoticeView, "kind" | "by" | "deliveries">): string {
  switch (kind) {
    case "failing":
      return failing.word;
    case "probed":
      return probing.word;
    case "suspended":
      return by ? `${suspended.word} by ${by}` : suspended.word;
    case "resumed":
      return by ? `Resumed by ${by}` : "Resumed";
    case "recovered":
      return "Works again";
    case "certificate_expires_soon":
      return "Client certificate expires soon";
    case "certificate_expired":
      return "Client certificate expired";
    case "certificate_changed":
      return by ? `Client certificate changed by ${by}` : "Client certificate changed";
    case "given_up":
      return deliveries === 1
        ? "1 delivery given up"
        : `${(deliveries ?? 0).toLocaleString("en-US")} deliveries given up`;
    default:
      return kind satisfies never;
  }
}

export function isUnread({ noticeID, at }: NoticeView, { seenTo, since }: BellView): boolean {
  return Number(noticeID.slice("ntc_".length)) > seenTo && Date.parse(at) >= Date.parse(since);
}

/** Whether a user gets notices by email. */
export type MailSubscription = {
  /** A mail server is set. */
  available: boolean;
  mails: boolean;
  mailedAt: string | null;
  /** Why the last mail could not be sent; null once one was. */
  problem: string | null;
};

/** What a notice is called where programs read it. */
export const noticeTypes = {
  failing: "endpoint.failing",
  probed: "endpoint.probed",
  suspended: "endpoint.suspended",
  resumed: "endpoint.resumed",
  recovered: "endpoint.recovered",
  given_up: "deliveries.given_up",
  certificate_expires_soon: "endpoint.certificate_expires_soon",
  certificate_expired: "endpoint.certificate_expired",
  certificate_changed: "endpoint.certificate_changed",
} as const satisfies Record<NoticeKind, string>;

/** Where notices are posted to, and how that goes. */
export type NoticeWebhookView = {
  /** Null: nowhere. */
  url: string | null;
  savedAt: string | null;
  savedBy: string | null;
  previousSecretUntil: string | null;
  /** Notices that still have to be posted, and those given up since the URL was saved. */
  waiting: number;
  givenUp: number;
  last: { at: string; ok: boolean; cause: string } | null;
};
