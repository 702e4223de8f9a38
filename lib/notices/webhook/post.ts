import type { Agent } from "undici";
import { withoutQueryValues } from "@/lib/audit/mask";
import type { CallRecord } from "@/lib/callback/call-record";
import { sendCallback } from "@/lib/net/send";
import { signBody } from "@/lib/net/signature";
import { type NoticeView, noticeTypes } from "@/lib/notices/view";
import { version } from "@/lib/version";

/** What is posted: JSON of this form (Standard Webhooks, "Payload structure"). */
type Message = { id: string; type: string; timestamp: string; data: Record<string, unknown> };

/** A notice as programs get it; values in the query of the URL stay here. Pure. */
export function messageOf(notice: NoticeView, appUrl: string): Message {
  const { noticeID, kind, endpointID, url, at, reason, by, deliveries } = notice;
  return {
    id: noticeID,
    type: noticeTypes[kind],
    timestamp: at,
    data: {
      noticeID,
      endpointID,
      url: withoutQueryValues(url),
      reason: reason && withoutQueryValues(reason),
      by,
      ...(deliveries === null ? {} : { deliveries }),
      link: `${appUrl}/administration/developer/endpoints/${endpointID}`,
    },
  };
}

/** Posts a message through the guard, signed; ten seconds, no redirect. Never throws. */
export async function postMessage(
  { id, ...message }: Message,
  { agent, url, secrets, nowMs }: { agent: Agent; url: string; secrets: readonly string[]; nowMs: number },
): Promise<CallRecord> {
  const body = JSON.stringify(message);
  const timestampS = Math.floor(nowMs / 1_000);
  return sendCallback({
    agent,
    url,
    body,
    headers: [
      ["user-agent", `Callboard/${version}`],
      ["accept", "*/*"],
      ["accept-encoding", "identity"],
      ["content-type", "application/json"],
      ["webhook-id", id],
      ["webhook-timestamp", String(timestampS)],
      ["webhook-signature", signBody({ id, timestampS, body, secrets })],
    ],
  });
}
