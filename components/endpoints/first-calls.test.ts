import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { TypeCard } from "@/components/webhooks/type-card";
import type { TypeOverview } from "@/lib/deliveries/view";
import type { EndpointStats } from "@/lib/endpoints/view";
import { ConditionText } from "./condition";
import { FactsCard } from "./facts-card";

const none = { count: 0, atLeast: false };
const overview: TypeOverview = {
  eventType: "created",
  delivered: 0,
  failed: 0,
  waiting: { count: 3, atLeast: false },
  notSent: { switched_off: none, no_urls: none, process_not_wanted: none },
  bars: [],
};
const endpoint: EndpointStats = {
  endpointID: "ep_1",
  url: "https://new.example.com/",
  name: null,
  note: null,
  eventTypes: ["created"],
  subscribedTypes: ["created"],
  processNames: [],
  rate: { perSecond: null, atOnce: null },
  retryPausesS: null,
  state: "suspended",
  reason: null,
  stateSince: null,
  failures: 0,
  failingSince: null,
  probeAt: null,
  recovering: false,
  delivered: 0,
  failed: 0,
  pending: { count: 3, atLeast: false },
  firstCalls: { created: 1 },
  p50Ms: null,
  p95Ms: null,
  last: null,
  previousSecretUntil: null,
  requestHeaders: [],
  clientCertificate: null,
};
const textOf = (markup: string) => markup.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
const card = (firstCalls: number, waiting = overview.waiting) =>
  textOf(
    renderToStaticMarkup(
      createElement(TypeCard, {
        overview: { ...overview, waiting },
        since: "2026-07-01T07:30:00.000Z",
        enabled: true,
        urls: 1,
        firstCalls,
      }),
    ),
  );
const facts = (pending: number, firstCalls: number) =>
  textOf(
    renderToStaticMarkup(
      createElement(FactsCard, {
        endpoint: {
          ...endpoint,
          pending: { count: pending, atLeast: false },
          firstCalls: firstCalls === 0 ? {} : { created: firstCalls },
        },
      }),
    ),
  );

test("a first call under way does not wait: the card of its type and its URL's page say so as the table does", () => {
  expect(card(1)).toContain("first call under way · 2 waiting");
  expect(facts(3, 1)).toContain("Waiting 2 deliveries; first call under way");
  expect(textOf(renderToStaticMarkup(createElement(ConditionText, { endpoint })))).toContain(
    "2 deliveries are held.",
  );
});

test("where nothing else waits, nothing is said to", () => {
  expect(card(3)).toMatch(/3 first calls under way(?! ·)/);
  expect(card(3)).not.toContain("waiting");
  expect(facts(3, 3)).toContain("Waiting nothing; 3 first calls under way");
  // Counted a moment later than what is under way.
  expect(card(3, none)).not.toContain("waiting");
});

test("of a URL that has answered all that is pending waits", () => {
  expect(card(0)).toMatch(/ 3 waiting/);
  expect(facts(3, 0)).toMatch(/Waiting 3 deliveries(?!;)/);
});
