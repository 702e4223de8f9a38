import type { Receiver } from "@/lib/testing/receiver";

/** One request to an operation, but for what all requests have. */
export type Sent = {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  headers?: Record<string, string>;
};

/** What recipes may make use of. */
export type Kitchen = {
  receiver: Receiver;
  /** Calls the API as an administrator; the body of the answer. */
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Makes an instance; its id. */
  instance: () => Promise<string>;
  /** Enters the receiver's URL for created instances, active; the id of its endpoint. */
  endpoint: () => Promise<string>;
  /** Makes an instance whose callback has been delivered; the id of the delivery. */
  delivery: () => Promise<string>;
};
export type Answer = { status: number; headers: Headers; body: Body };

/** What recipes make use of in answers; whether an answer is as described, the document says. */
type Body = Record<string, unknown> & {
  instanceID: string;
  eventID: string;
  jobID: string;
  items: { deliveryID: string; endpointID: string; url: string }[];
};

type Cook = (kitchen: Kitchen) => Sent | Promise<Sent>;
/** How an operation is called so that it succeeds, in every way it can, and so that it answers each problem of its own. */
type Recipe = { works: Cook } & { [status: number]: Cook };

const ofInstance: Cook = async ({ instance }) => ({ params: { instanceID: await instance() } });
const noInstance: Cook = () => ({ params: { instanceID: "no-such-instance-1" } });
const ofEndpoint: Cook = async ({ endpoint }) => ({ params: { endpointID: await endpoint() } });
const noEndpoint: Cook = () => ({ params: { endpointID: "ep_999999" } });
const ofDelivery: Cook = async ({ delivery }) => ({ params: { deliveryID: await delivery() } });
const noDelivery: Cook = () => ({ params: { deliveryID: "dlv_999999" } });
const ofJob: Cook = async ({ call }) => {
  const { body } = await call("POST", "/api/deliveries/resend", { from: new Date().toISOString() });
  return { params: { jobID: body.jobID } };
};
const noJob: Cook = () => ({ params: { jobID: "job_999999" } });
const plainly: Recipe = { works: () => ({}) };
const changing: Recipe = {
  works: async ({ instance }) => ({ params: { instanceID: await instance() }, body: { Status: "Approved" } }),
  404: () => ({ params: { instanceID: "no-such-instance-1" }, body: {} }),
  409: async ({ instance, call }) => {
    const instanceID = await instance();
    await call("PATCH", `/api/instances/${instanceID}`, { Status: "Meanwhile" });
    return { params: { instanceID }, body: { version: 1 } };
  },
};

/** By operationId. An operation without a recipe fails the test, so that none goes untried. */
export const recipes: Record<string, Recipe> = {
  createInstance: { works: () => ({ body: { processName: "Documented" } }) },
  listInstances: {
    works: async ({ instance }) => {
      await instance();
      return { query: "limit=2&processName=Documented" };
    },
  },
  readInstance: { works: ofInstance, 404: noInstance },
  readInstanceFields: { works: ofInstance, 404: noInstance },
  replaceInstance: changing,
  mergeInstance: changing,
  createEvents: {
    works: () => ({ body: { eventType: "created", instanceID: "order/4711", processName: "Order" } }),
  },
  listEvents: { works: () => ({ query: "instanceID=order%2F4711&limit=1" }) },
  readEvent: {
    works: async ({ call, endpoint }) => {
      await endpoint();
      const { body } = await call("POST", "/api/instances/create", { processName: "Documented" });
      return { params: { eventID: body.eventID } };
    },
    404: () => ({ params: { eventID: "evt_01JDFQ3V8M7Q2Y5T4R0ZK9WXEN" } }),
  },
  readWebhooks: plainly,
  replaceWebhooks: {
    works: async ({ call }) => {
      const { body, headers } = await call("GET", "/api/webhooks");
      return { body, headers: { "if-match": headers.get("etag") ?? "" } };
    },
    412: async ({ call }) => ({
      body: (await call("GET", "/api/webhooks")).body,
      headers: { "if-match": '"of-another-time"' },
    }),
    428: async ({ call }) => ({ body: (await call("GET", "/api/webhooks")).body }),
  },
  testUrl: {
    works: ({ receiver }) => ({ body: { url: `${receiver.url}/unsaved`, eventType: "updated" } }),
  },
  readWebhookOrder: plainly,
  saveWebhookOrder: { works: () => ({ body: { ordered: false } }) },
  listDeliveries: {
    works: async ({ delivery }) => {
      await delivery();
      return { query: "status=delivered&eventType=created&from=2026-01-01T00:00:00Z&limit=5" };
    },
  },
  readDelivery: { works: ofDelivery, 404: noDelivery },
  resendDelivery: {
    works: ofDelivery,
    404: noDelivery,
    409: async ({ delivery, endpoint, call }) => {
      const deliveryID = await delivery();
      await call("POST", `/api/endpoints/${await endpoint()}/suspend`);
      return { params: { deliveryID } };
    },
  },
  resendDeliveries: {
    works: () => ({ body: { status: "failed", from: "2026-11-01T00:00:00Z" } }),
    200: () => ({ body: { from: "2026-11-01T00:00:00Z", dryRun: true } }),
  },
  readJob: { works: ofJob, 404: noJob },
  cancelJob: { works: ofJob, 404: noJob },
  listEndpoints: {
    works: async ({ endpoint }) => {
      await endpoint();
      return {};
    },
  },
  describeEndpoint: {
    works: async (given) => ({ ...(await ofEndpoint(given)), body: { name: "CRM production" } }),
    404: () => ({ params: { endpointID: "ep_999999" }, body: { name: "CRM production" } }),
  },
  // An empty list: what the other recipes send goes to this endpoint too.
  setEndpointProcesses: {
    works: async (given) => ({ ...(await ofEndpoint(given)), body: { processNames: [] } }),
    404: () => ({ params: { endpointID: "ep_999999" }, body: { processNames: [] } }),
  },
  setEndpointRate: {
    works: async (given) => ({ ...(await ofEndpoint(given)), body: { perSecond: 0.5, atOnce: 2 } }),
    404: () => ({ params: { endpointID: "ep_999999" }, body: { perSecond: null, atOnce: null } }),
  },
  setEndpointRetrySchedule: {
    works: async (given) => ({ ...(await ofEndpoint(given)), body: { pausesS: [30, 300] } }),
    404: () => ({ params: { endpointID: "ep_999999" }, body: { pausesS: null } }),
  },
  testEndpoint: { works: ofEndpoint, 404: noEndpoint },
  rotateEndpointSecret: { works: ofEndpoint, 404: noEndpoint },
  readEndpointSecret: { works: ofEndpoint, 404: noEndpoint },
  reconcile: { works: () => ({ query: "from=2026-11-24T00:00:00Z" }) },
  readLiveness: plainly,
  readReadiness: plainly,
  readMetrics: plainly,
  readOpenApi: plainly,
  suspendEndpoint: { works: ofEndpoint, 404: noEndpoint },
  resumeEndpoint: { works: ofEndpoint, 404: noEndpoint },
  deleteInstance: { works: ofInstance, 404: noInstance },
};
