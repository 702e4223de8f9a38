import { expect, test } from "vitest";
import type { EndpointStats } from "@/lib/endpoints/view";
import { byTrouble } from "./by-trouble";

const endpoint = (endpointID: string, told: Partial<EndpointStats>) => ({
  endpointID,
  state: "active" as const,
  failures: 0,
  recovering: false,
  failed: 0,
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
