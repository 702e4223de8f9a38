import { Agent, type Dispatcher } from "undici";
import { afterAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { composeRequestText } from "@/lib/callback/compose-request";
import type { RequestHeader } from "@/lib/callback/request-headers";
import { composeCallbackUrl } from "@/lib/callback/request-url";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { createAgents } from "@/lib/net/agents";
import { startReceiver } from "@/lib/testing/receiver";
import { callEndpoint } from "./call";
import type { HeldDelivery } from "./held-delivery";
import type { EndpointSnapshot } from "./read-snapshot";

const agentOf = createAgents({ allow: parseAllowList("127.0.0.1/32,host:localhost") });
const receiver = await startReceiver();

beforeEach(() => {
  receiver.received.length = 0;
});
afterAll(async () => {
  await agentOf(null).destroy();
  await receiver.close();
});

const held: HeldDelivery = {
  deliveryId: "1",
  attemptNumber: 1,
  dispatcherId: 1,
  endpointId: 1,
  eventId: "evt_01J00000000000000000000000",
  eventType: "updated",
  instanceId: "Antrag 1/ä&b",
  processName: "100% + 漢",
  resendBy: null,
  resendFrom: null,
  dueAt: "2026-11-29 00:00:00+00",
  overdueMs: 0,
  claimedAtMs: 0,
  validatedAtMs: 0,
  isProbe: false,
};

const endpoint = (
  url: string,
  secrets = [newSigningSecret()],
  requestHeaders: readonly RequestHeader[] = [],
): EndpointSnapshot => ({
  endpointId: 1,
  url,
  requestHeaders,
  clientCertificate: null,
  secrets,
  state: "active",
  failures: 0,
  recoveredAtMs: null,
  isCancelling: false,
  rate: null,
  ownScheduleMs: null,
});

const bytesReceived = () => receiver.received.at(-1)?.raw.trimEnd().replaceAll("\r\n", "\n");

test.each([
  ["a path", (port: number) => `http://127.0.0.1:${port}/hook`],
  ["no path", (port: number) => `http://127.0.0.1:${port}`],
  ["a query", (port: number) => `http://127.0.0.1:${port}/A/../b%2f?q='|{}&x=`],
  ["a query without a path", (port: number) => `http://127.0.0.1:${port}?k=1`],
  ["capital letters", (port: number) => `HTTP://LOCALHOST:${port}/Hook`],
  ["letters beyond ASCII", (port: number) => `http://127.0.0.1:${port}/für/漢?ä=1`],
])("what is sent to a URL with %s follows from its parts to the letter", async (_what, urlAt) => {
  const url = urlAt(Number(new URL(receiver.url).port));
  const { eventId, instanceId: instanceID, processName, eventType } = held;
  const composedUrl = composeCallbackUrl(url, { instanceID, processName, eventType });
  // The second goes out on a connection that is there already.
  for (const secrets of [[newSigningSecret()], [newSigningSecret(), newSigningSecret()]]) {
    const record = await callEndpoint(agentOf, held, endpoint(url, secrets));
    expect(record).toMatchObject({ outcome: "delivered", request: null });
    expect(record.requestParts?.signature.split(" ")).toHaveLength(secrets.length);
    if (!record.requestParts) throw new Error("There are no parts.");
    expect(composeRequestText(composedUrl, { eventId }, record.requestParts)).toBe(bytesReceived());
  }
});

test("a request that does not follow from its parts is kept whole", async () => {
  const adding = new Agent().compose((dispatch: Dispatcher["dispatch"]) => (options, handler) => {
    const headers = [...(options.headers as string[]), "x-added", "by another"];
    return dispatch({ ...options, headers }, handler);
  });
  onTestFinished(() => adding.destroy());
  const record = await callEndpoint(() => adding as Agent, held, endpoint(`${receiver.url}/hook`));
  expect(record).toMatchObject({ outcome: "delivered", requestParts: null, request: bytesReceived() });
  expect(record.request).toContain("x-added: by another");
});

test("a client certificate that is none fails its call visibly, and nothing is sent", async () => {
  const broken = { certificate: "none", key: "none" };
  const poisoned = { ...endpoint(`${receiver.url}/hook`), clientCertificate: broken };
  expect(await callEndpoint(agentOf, held, poisoned)).toMatchObject({
    outcome: "protocol_error",
    cause: expect.stringMatching(/^The request could not be made: /),
  });
  expect(receiver.received).toEqual([]);
});
