import type { IncomingMessage, ServerResponse } from "node:http";
import findMyWay from "find-my-way";
import answerHeaders from "./answer-headers.json";
import type { ApiRequest } from "./api-request";
import { methodNotAllowed, type OnlyMethods, optionsOf } from "./only-methods";
import { problemOf } from "./problem";
import { TextResponse } from "./text-response";
import { unexpected } from "./unexpected";

/** Answers a request, now or later; false where it is none of its own, and nothing was done. */
export type AnswerApi = (request: IncomingMessage, response: ServerResponse) => boolean;

type Params = Record<string, string>;
/** What a `route.ts` exports under the name of a method. */
type Serve = (request: ApiRequest, context: { params: Promise<Params> }) => Response | Promise<Response>;

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/** A longer one names nothing; Next answers for it. */
const maxParameter = 1_000;

const { everywhere, noFile, noPage } = answerHeaders;
const headersOfAll = Object.entries({ ...everywhere, ...noFile, ...noPage });

/**
 * Serves route files as Next serves them, without Next, whose share of an answer is several times that of the service
 * (docs/decisions/0059). An address that none has is left to Next.
 * @param routes what each file exports, by its folder, such as `events/[eventID]`
 */
export function createApiListener(routes: Record<string, object>): AnswerApi {
  const router = findMyWay({ maxParamLength: maxParameter });
  for (const [folder, file] of Object.entries(routes)) {
    const path = `/api/${folder.replaceAll(/\[(\w+)\]/g, ":$1")}`;
    router.on("GET", path, () => {}, methodsOf(file));
  }
  return (request, response) => {
    const { method = "", url = "" } = request;
    const found = router.find("GET", url);
    // The router takes nothing at all for a parameter, as in `/api/events/`.
    if (!found || Object.values(found.params).includes("")) return false;
    const { byMethod, allowed } = found.store as Methods;
    // To HEAD, which reads as GET does (RFC 9110, 9.3.2), Node sends no body.
    const serve = byMethod.get(method === "HEAD" ? "GET" : method);
    const context = { params: Promise.resolve(found.params as Params) };
    if (serve)
      void answer(
        response,
        served(request, (given) => serve(given, context)),
      );
    else if (method === "OPTIONS") void answer(response, optionsOf(allowed));
    else void answer(response, methodNotAllowed(allowed));
    return true;
  };
}

/** What a route file exports, and the methods of an address as `Allow` lists them. */
type Methods = { byMethod: ReadonlyMap<string, Serve>; allowed: readonly string[] };

function methodsOf(file: object): Methods {
  const exported = file as Partial<Record<string, Serve>>;
  const byMethod = new Map(
    methods.flatMap((method): [string, Serve][] => {
      const serve = exported[method];
      return serve ? [[method, serve]] : [];
    }),
  );
  const refusal = [...byMethod.values()].find((serve): serve is OnlyMethods => "allowed" in serve);
  return { byMethod, allowed: refusal?.allowed ?? [...byMethod.keys()] };
}

/**
 * Sends what a route answers. Never fails: where an answer cannot be sent whole, its connection ends, and nobody takes a part for all of
 * it.
 */
export async function answer(response: ServerResponse, given: Response | Promise<Response>): Promise<void> {
  try {
    await send(response, await given);
  } catch (error) {
    unexpected(error, { path: response.req.url?.split("?")[0] });
    response.destroy();
  }
}

async function send(response: ServerResponse, answered: Response): Promise<void> {
  // A text goes out with the headers, by one system call.
  const body = answered instanceof TextResponse ? answered.content : await bodyOf(answered);
  if (response.destroyed) return;
  for (const [name, value] of headersOfAll) response.setHeader(name, value);
  for (const [name, value] of answered.headers) response.setHeader(name, value);
  if (body !== null) response.setHeader("content-length", Buffer.byteLength(body));
  response.statusCode = answered.status;
  response.end(body ?? undefined);
}

async function bodyOf(answered: Response): Promise<Buffer | null> {
  return answered.body === null ? null : Buffer.from(await answered.arrayBuffer());
}

async function served(request: IncomingMessage, serve: (given: ApiRequest) => Response | Promise<Response>) {
  const { method = "", url = "" } = request;
  try {
    return await serve(requestOf(request));
  } catch (error) {
    return problemOf(error, { method, path: url.split("?")[0] });
  }
}

/** The request as a route is given it. Of its address only path and query are the client's; its body is for `readBytes` alone. */
function requestOf(incoming: IncomingMessage): ApiRequest {
  const { method = "", url = "", headers } = incoming;
  return {
    method,
    url: `http://localhost${url}`,
    headers: new Headers(headers as Record<string, string>),
    body: null,
    incoming,
  };
}
