import createFetchClient, {
  type ClientOptions as FetchClientOptions,
  type FetchOptions,
  type FetchResponse,
  type Middleware,
  mergeHeaders,
  type ParseAs,
} from "openapi-fetch";
import type { paths } from "./openapi.gen.js";
import { onlyProblems } from "./problem.js";

export type * from "./openapi.gen.js";
// biome-ignore lint/performance/noBarrelFile: the entry of a package
export { CallboardError, orThrow } from "./problem.js";
export { retried } from "./retried.js";

type Method = "get" | "put" | "post" | "patch" | "delete";
type PathWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, unknown> ? Path : never;
}[keyof paths];
type Operation<Path extends keyof paths, M extends Method> =
  paths[Path] extends Record<M, infer Found extends Record<string, unknown>> ? Found : never;
type Options<Of, As> = Omit<FetchOptions<Of>, "parseAs"> & { parseAs?: As };

/** As openapi-fetch has it, but that a misspelt field is an error. */
type Call<M extends Method> = <Path extends PathWith<M>, As extends ParseAs = "json">(
  path: Path,
  ...options: Record<never, never> extends FetchOptions<Operation<Path, M>>
    ? [options?: Options<Operation<Path, M>, As>]
    : [options: Options<Operation<Path, M>, As>]
) => Promise<FetchResponse<Operation<Path, M>, { parseAs: As }, `${string}/${string}`>>;

/** Calls one Callboard: `GET("/api/instances", …)` and the like answer `{ data, error, response }`. */
export type Client = {
  GET: Call<"get">;
  PUT: Call<"put">;
  POST: Call<"post">;
  PATCH: Call<"patch">;
  DELETE: Call<"delete">;
  /** Adds what sees each request and response of this client. */
  use: (...middleware: Middleware[]) => void;
};

/** What `fetch` takes for every call, `headers` and a `fetch` of one's own among it, and: */
export type ClientOptions = Omit<FetchClientOptions, "baseUrl"> & {
  /** Where that Callboard is, such as https://callboard.example.com. */
  baseUrl: string;
  /** An API token, cbt_…; without one, only what needs none is answered. */
  token?: string | undefined;
};

/**
 * A client of one Callboard.
 * @throws TypeError when `baseUrl` is no absolute http:// or https:// address
 */
export function createClient({ baseUrl, token, headers, ...options }: ClientOptions): Client {
  const client = createFetchClient<paths>({
    ...options,
    baseUrl: absolute(baseUrl),
    headers: mergeHeaders(token ? { authorization: `Bearer ${token}` } : undefined, headers),
  });
  client.use(onlyProblems);
  return client as Client;
}

/** A relative address would send the token to whatever page the client runs in. */
function absolute(baseUrl: string): string {
  if (!/^https?:\/\//i.test(baseUrl)) {
    throw new TypeError(`baseUrl is ${JSON.stringify(baseUrl)}; it must begin with https:// or http://.`);
  }
  return baseUrl;
}
