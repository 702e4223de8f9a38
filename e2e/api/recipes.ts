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
  /** Enters the receiver's URL where none is entered yet; the id of its endpoint. */
  endpoint: () => Promise<string>;
};
// biome-ignore lint/suspicious/noExplicitAny: the answers are what is examined
export type Answer = { status: number; headers: Headers; body: any };

type Cook = (kitchen: Kitchen) => Sent | Promise<Sent>;
/** How an operation is called so that it succeeds, and so that it answers each problem of its own. */
export type Recipe = { works: Cook } & { [status: number]: Cook };

const ofInstance: Cook = async ({ instance }) => ({ params: { instanceID: await instance() } });
const noInstance: Cook = () => ({ params: { instanceID: "no-such-instance-1" } });
const ofEndpoint: Cook = async ({ endpoint }) => ({ params: { endpointID: await endpoint() } });
const noEndpoint: Cook = () => ({ params: { endpointID: "ep_999999" } });
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
  listEndpoints: { works: () => ({}) },
  suspendEndpoint: { works: ofEndpoint, 404: noEndpoint },
  resumeEndpoint: { works: ofEndpoint, 404: noEndpoint },
  deleteInstance: { works: ofInstance, 404: noInstance },
};
