import { NextRequest } from "next/server";
import { methodNotAllowed } from "./only-methods";
import { problem, problemOf, RequestError } from "./problem";
import { readJson } from "./read-body";
import { mediaType, readBytes } from "./read-bytes";
import { isWebAddress } from "./web-address";

const maxBodyBytes = 16 * 1024;
const maxQueryCharacters = 8 * 1024;
const maxFields = 32;

/** What of next-auth's routes our pages, the provider's redirect and programs need, each with its method (docs/decisions/0029). */
const passwordRoutes: [path: string, method: string][] = [
  ["csrf", "GET"],
  ["providers", "GET"],
  ["session", "GET"],
  ["signin", "GET"],
  ["error", "GET"],
  ["signout", "POST"],
  ["callback/credentials", "POST"],
];

type Served = {
  provider: string | null;
  appUrl: string;
  serve: (request: NextRequest) => Promise<Response>;
};

/**
 * A handler of next-auth's routes that lets through what is needed, read within limits and made anew: texts by name, nothing
 * else. The rest is a problem document, and next-auth never sees it.
 * @param provider the id of the single sign-on provider, or null
 * @param appUrl the address people use
 * @param serve next-auth
 */
export async function authRoute(
  request: Request,
  segments: readonly string[],
  { provider, appUrl, serve }: Served,
): Promise<Response> {
  const methods = new Map(passwordRoutes);
  if (provider !== null) methods.set(`signin/${provider}`, "POST").set(`callback/${provider}`, "GET");
  const path = segments.join("/");
  const method = methods.get(path);
  if (method === undefined) return problem(404, "The API has nothing at this address.");
  if (request.method !== method) return methodNotAllowed([method]);
  try {
    const url = urlOf(request, path, appUrl);
    // next-auth would lead to the page with "undefined" for the error.
    if (path === "error" && !url.searchParams.has("error"))
      return Response.redirect(new URL("/sign-in", appUrl));
    return await serve(
      method === "GET"
        ? new NextRequest(url)
        : new NextRequest(url, { method, body: new URLSearchParams(await fieldsOf(request)) }),
    );
  } catch (error) {
    return problemOf(error, { method, path: `/api/auth/${path}` });
  }
}

/** The address with a query that next-auth does not fail on. @throws RequestError 400 */
function urlOf(request: Request, path: string, appUrl: string): URL {
  const url = new URL(request.url);
  if (url.search.length > maxQueryCharacters) {
    throw new RequestError(400, `The query is longer than ${maxQueryCharacters} characters.`);
  }
  const query = [...url.searchParams];
  if (query.length > maxFields)
    throw new RequestError(400, `The query has more than ${maxFields} parameters.`);
  for (const [name, value] of query) assertStorable(name, value);
  if (url.searchParams.getAll("callbackUrl").some((target) => !isWebAddress(target, appUrl))) {
    throw new RequestError(400, "The callbackUrl is no address.");
  }
  // It goes into a Location header as it is.
  const error = url.searchParams.get("error");
  if (path === "error" && error !== null && !/^[\w.-]{1,64}$/.test(error)) {
    url.searchParams.set("error", "Default");
  }
  return url;
}

/** The body's texts by name. @throws RequestError 400, 408, 413, 415 */
async function fieldsOf(request: Request): Promise<Record<string, string>> {
  const fields = await readFields(request);
  if (fields.length > maxFields) throw new RequestError(400, `The body has more than ${maxFields} fields.`);
  for (const [name, value] of fields) {
    if (typeof value !== "string") throw new RequestError(400, "Each field of the body must be a text.");
    assertStorable(name, value);
  }
  return Object.fromEntries(fields) as Record<string, string>;
}

async function readFields(request: Request): Promise<[string, unknown][]> {
  switch (mediaType(request)) {
    case "application/x-www-form-urlencoded":
      return [...new URLSearchParams((await readBytes(request, { limitBytes: maxBodyBytes })).toString())];
    case "application/json": {
      const { value } = await readJson(request, { limitBytes: maxBodyBytes }, () => null);
      if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
      throw new RequestError(400, "The body must be an object of texts.");
    }
    default:
      throw new RequestError(
        415,
        "Send the body as application/x-www-form-urlencoded or as application/json.",
      );
  }
}

/** @throws RequestError 400 for what PostgreSQL cannot hold: U+0000 and half a surrogate pair */
function assertStorable(name: string, value: string): void {
  if (/\0|\p{Surrogate}/u.test(name + value)) {
    throw new RequestError(400, "A text contains U+0000 or half a surrogate pair.");
  }
}
