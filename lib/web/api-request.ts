import type { Readable } from "node:stream";

/**
 * What a route of the API is given: of the web's `Request`, as Next makes it, the parts that routes read. The listener makes these alone, in
 * a fraction of the time (docs/decisions/0059).
 */
export type ApiRequest = Pick<Request, "method" | "url" | "headers" | "body"> & {
  /** Where the body is read from, instead of a stream of the web's; `complete` once all of it has come. */
  incoming?: Readable & { complete?: boolean };
};
