import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Attempts } from "@/components/deliveries/attempts";
import { LogTable } from "@/components/deliveries/delivery-table";
import type { AttemptView, UnsentView } from "@/lib/deliveries/view";
import { TruncatedText } from "./truncated-text";
import { TruncatedUrl } from "./truncated-url";

/** What a receiver or a caller wrote: markup, a bidi override, a terminal's escape, a zero-width space. */
const hostile = '<img src=x onerror="alert(1)">\u202egnp.exe\u001b[31m\u200b';
const shown = "\\u{202e}gnp.exe\\u{1b}[31m\\u{200b}";
const unseen = /(?!\n)[\p{Cc}\p{Cf}]|<img/u;

const attempt: AttemptView = {
  number: 1,
  trigger: "automatic",
  triggeredBy: null,
  outcome: "http_error",
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:00:01.000Z",
  request: `GET /${hostile} HTTP/1.1`,
  statusCode: 500,
  responseHeaders: `x-name: ${hostile}`,
  responseBody: hostile,
  dnsMs: 1,
  connectMs: 1,
  tlsMs: null,
  firstByteMs: 1,
  totalMs: 3,
  cause: `Answered ${hostile}.`,
};
const unsent: UnsentView = {
  eventID: "evt_1",
  eventType: "created",
  instanceID: hostile,
  processName: "Training Request",
  occurredAt: "2026-01-01T00:00:00.000Z",
  outcome: "no_urls",
};

const url = `https://a.callboard-check.com/${hostile}`;

test.each([
  [
    "an attempt",
    () => createElement(Attempts, { attempts: [attempt], url, resendLinks: {}, count: "1", ahead: null }),
  ],
  [
    "an event that went nowhere",
    () =>
      createElement(LogTable, {
        name: "Log",
        rows: [{ kind: "unsent", id: unsent.eventID, event: unsent }],
        options: { showInstance: true, showUrl: true, query: "" },
      }),
  ],
  ["an instance's id in a table", () => createElement(TruncatedText, { text: hostile })],
  ["a URL", () => createElement(TruncatedUrl, { url })],
])("%s shows what is there, as text", (_what, element) => {
  const markup = renderToStaticMarkup(element());
  expect(markup).not.toMatch(unseen);
  expect(markup).toContain(shown);
});
