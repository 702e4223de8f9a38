import { expect, test } from "vitest";
import type { EndpointStats } from "@/lib/endpoints/view";
import { byTrouble } from "./by-trouble";

const endpoint = (endpointID: string, told: Partial<EndpointStats>): EndpointStats => ({
  endpointID,
  url: `https://${endpointID}.example.com/`,
  eventTypes: ["created"],
  enteredFor: ["created"],
  state: "active",
  reason: null,
  stateSince: null,
  failures: 0,
  failingSince: null,
  probeAt: null,
  recovering: false,
  delivered: 0,
  failed: 0,
  pending: { count: 0, atLeast: false },
  p50Ms: null,
  p95Ms: null,
  last: null,
  previousSecretUntil: null,
  ...told,
});

test("URLs in trouble come first, then those with more failures; the others keep their order", () => {
  const given = [
    endpoint("calm", {}),
    endpoint("some", { failed: 3 }),
    endpoint("failing", { failures: 2 }),
    endpoint("more", { failed: 9 }),
    endpoint("calm-too", {}),
    endpoint("recovering", { recovering: true }),
    endpoint("suspended", { state: "suspended", failures: 7 }),
    endpoint("probing", { state: "probing", failures: 20 }),
  ];
  expect(byTrouble(given).map(({ endpointID }) => endpointID)).toEqual([
    "suspended",
    "probing",
    "failing",
    "recovering",
    "more",
    "some",
    "calm",
    "calm-too",
  ]);
});
