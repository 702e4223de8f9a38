import { randomUUID } from "node:crypto";
import pLimit from "p-limit";
import { recordAudit } from "@/lib/audit/record";
import { type Actor, assertCan } from "@/lib/auth/actor";
import { buildCallbackRequest, type CallbackEndpoint, unsavedEndpoint } from "@/lib/callback/build-request";
import { type CallbackParameters, testInstance } from "@/lib/callback/request-url";
import { judgeCallbackUrl } from "@/lib/callback/url-rules";
import { config } from "@/lib/config";
import { inTransaction, pool } from "@/lib/db/pool";
import { urlHashOf } from "@/lib/db/url-hash";
import { daysText } from "@/lib/duration";
import { newSigningSecret } from "@/lib/endpoints/signing-secret";
import { InvalidError, NotFoundError, quoted, TooManyError } from "@/lib/errors";
import { type EventType, eventTypes } from "@/lib/events/event-types";
import { readEvent } from "@/lib/events/read";
import { type AgentOf, createAgents } from "@/lib/net/agents";
import type { ClientCertificate } from "@/lib/net/client-certificate";
import { sendCallback } from "@/lib/net/send";
import { signCallbackRequest } from "@/lib/net/sign-request";
import { type CallbackRow, callbackColumns } from "./callback-endpoint";
import { endpointIdOf, noEndpoint } from "./endpoint-id";
import type { TestEndpointInput, TestUrlInput } from "./schema";
import { openForCall } from "./secrets";
import { type TestView, testView } from "./view";

const limit = pLimit(8);
let agentOf: AgentOf | undefined;

/**
 * Sends what an event would send, for an instance `callboard-test` or, as a dry run, for a past event's own instance, through the
 * same guard, and waits for the result. A test is no delivery: its `webhook-id` begins with `evt_test_`, no list shows it and no
 * count includes it. The audit records that it was sent. For a URL that is not saved a temporary secret signs.
 * @throws ForbiddenError, InvalidError, ConflictError when a secret cannot be opened, TooManyError
 */
export async function testUrl(actor: Actor, { url, ...what }: TestUrlInput): Promise<TestView> {
  assertCan(actor, "webhooks:write");
  const verdict = judgeCallbackUrl(url, config().callbackAllow);
  if (!verdict.ok) {
    throw new InvalidError([{ path: "url", message: `The URL${verdict.joint}${verdict.problem}` }]);
  }
  return withTestSlot(async () => {
    const parameters = await parametersOf(actor, what);
    const { rows } = await pool().query<CallbackRow & { id: number }>(
      `select id, ${callbackColumns} from endpoint where url_hash = $1`,
      [urlHashOf(url)],
    );
    const [known] = rows;
    const saved = known?.secret ? openForCall(known.id, known) : null;
    const view = await call({ ...(saved ?? unsaved(url)), parameters });
    const { eventType } = parameters;
    const after = { host: new URL(url).host, eventType, ...eventOf(what), outcome: view.outcome };
    await audit(actor, { action: "webhooks.tested", subject: "webhooks", after });
    return view;
  });
}

/** As `testUrl`, of an endpoint that is stored, whatever its state. @throws NotFoundError as well */
export async function testEndpoint(
  actor: Actor,
  { endpointID, eventType }: TestEndpointInput,
): Promise<TestView> {
  assertCan(actor, "webhooks:write");
  const id = endpointIdOf(endpointID);
  return withTestSlot(async () => {
    const { rows } = await pool().query<CallbackRow & { eventType: EventType | null }>(
      `select ${callbackColumns},
         (select min(event_type)::text from subscription where endpoint_id = endpoint.id) as "eventType"
       from endpoint where id = $1`,
      [id],
    );
    const [row] = rows;
    if (!row) throw noEndpoint(endpointID);
    const type = eventType ?? row.eventType ?? eventTypes[0];
    const view = await call({ ...openForCall(id, row), parameters: { ...testInstance, eventType: type } });
    const after = { eventType: type, outcome: view.outcome };
    await audit(actor, { action: "endpoint.tested", subject: endpointID, after });
    return view;
  });
}

type What = Omit<TestUrlInput, "url">;

const eventOf = ({ eventID }: What) => (eventID === undefined ? {} : { eventID });

/** What the test tells the receiver. @throws InvalidError for an event that does not exist, ForbiddenError */
async function parametersOf(actor: Actor, { eventType, eventID }: What): Promise<CallbackParameters> {
  if (eventID === undefined) return { ...testInstance, eventType: eventType ?? eventTypes[0] };
  const event = await readEvent(actor, eventID).catch((error) => {
    if (!(error instanceof NotFoundError)) throw error;
    const message = `There is no event ${quoted(eventID)}. It may have been deleted: finished events are kept ${daysText(config().retentionDays)}.`;
    throw new InvalidError([{ path: "eventID", message }]);
  });
  return { instanceID: event.instanceID, processName: event.processName, eventType: event.eventType };
}

type Call = {
  endpoint: CallbackEndpoint;
  parameters: CallbackParameters;
  secrets: string[] | null;
  clientCertificate: ClientCertificate | null;
};

const unsaved = (url: string) => ({
  endpoint: unsavedEndpoint(url),
  secrets: null,
  clientCertificate: null,
});

async function call({ endpoint, parameters, secrets, clientCertificate }: Call): Promise<TestView> {
  const startedAt = new Date();
  const event = { eventId: `evt_test_${randomUUID()}`, ...parameters };
  const request = signCallbackRequest(buildCallbackRequest(endpoint, event), {
    eventId: event.eventId,
    secrets: secrets ?? [newSigningSecret()],
    nowMs: startedAt.getTime(),
  });
  agentOf ??= createAgents({ allow: config().callbackAllow });
  const agent = agentOf(clientCertificate);
  const record = await sendCallback({ agent, ...request });
  // Opened for this test alone: the next one opens the certificate anew.
  if (clientCertificate) void agent.destroy();
  return testView(record, { startedAt, signedWithOwnSecret: secrets !== null });
}

/** @throws TooManyError when many tests run already */
async function withTestSlot<T>(work: () => Promise<T>): Promise<T> {
  if (limit.activeCount >= limit.concurrency) {
    throw new TooManyError("Several tests are running already. Wait for one to end, then try again.");
  }
  return limit(work);
}

async function audit(actor: Actor, record: Parameters<typeof recordAudit>[2]): Promise<void> {
  await inTransaction((tx) => recordAudit(tx, actor, record));
}
