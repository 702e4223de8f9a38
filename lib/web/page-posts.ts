import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as nextRound } from "node:timers/promises";
import { arrivedBody } from "./arrived-body";
import { isDecodable } from "./decodable";
import { isKnownAction } from "./known-actions";
import { hasSession, isKnownCaller } from "./known-caller";
import { pageMethods } from "./page-methods";
import { type Refusal, refuse } from "./refusal";
import type { RequestQueue } from "./request-queue";
import {
  anonymousPostQueue,
  enqueueRequest,
  largePostQueue,
  postQueue,
  refuseForNow,
  uploadQueue,
} from "./request-queues";
import { isSameOrigin } from "./same-origin";
import { unexpected } from "./unexpected";

/** What Next takes of a server action (`next.config.js`); an operation of the API has a limit of its own. */
const maxBytes = 1024 * 1024;
/** A slower body is given up: whoever sends it holds memory, though no slot. */
const maxMs = 30_000;
/** Nobody who is not signed in has more to send. A larger body says its length, and waits for a slot. */
const smallBytes = 16 * 1024;

type Post = { appUrl: string; handOn: () => void };

/**
 * Hands a post to a page on to Next: one that can be an action or a form of ours, once all of it has come, when a slot is free. The rest
 * is refused, from its headers alone where they tell (docs/decisions/0039).
 * @param handOn hands it to Next
 */
export async function enqueuePost(
  request: IncomingMessage,
  response: ServerResponse,
  post: Post,
): Promise<void> {
  const refusal = refusalOf(request, post.appUrl);
  if (refusal) return refuse(request, response, refusal);
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared <= smallBytes) return arrive(request, response, { ...post, maxBytes: smallBytes });
  if (!(await hasSession(request.headers))) return refuse(request, response, signedOut);
  const work = () => void arrive(request, response, { ...post, maxBytes: declared });
  enqueueRequest(uploadQueue, request, response, work, { keptMs: 0 });
}

async function arrive(
  request: IncomingMessage,
  response: ServerResponse,
  { handOn, maxBytes }: Post & { maxBytes: number },
): Promise<void> {
  const arrived = await arrivedBody(request, { maxBytes, maxMs });
  switch (arrived.kind) {
    case "gone":
      return;
    case "empty":
      return refuse(request, response, unreadable);
    case "too_large":
      return refuse(request, response, withoutLength);
    case "too_slow":
      return refuse(request, response, tooSlow);
    case "no_capacity":
      return refuseForNow(request, response);
    case "whole": {
      const { body, release } = arrived;
      response.once("close", release);
      enqueueRequest(
        await queueFor(request, body),
        request,
        response,
        () => void judged(request, response, { body, handOn }),
      );
    }
  }
}

async function queueFor({ headers }: IncomingMessage, body: Buffer): Promise<RequestQueue> {
  if (body.length > smallBytes) return largePostQueue;
  return (await isKnownCaller(headers)) ? postQueue : anonymousPostQueue;
}

async function judged(
  request: IncomingMessage,
  response: ServerResponse,
  { body, handOn }: { body: Buffer; handOn: () => void },
): Promise<void> {
  const { headers, method, url = "" } = request;
  const [path = ""] = url.split("?");
  try {
    if (!(await isDecodable(body, { headers, path }))) return refuse(request, response, unreadable);
  } catch (error) {
    const detail = unexpected(error, { method, path });
    return refuse(request, response, { status: 500, title: "Internal error", detail });
  }
  // Next decodes the same again: other requests get in between.
  await nextRound();
  if (!response.destroyed) handOn();
}

const unreadable: Refusal = {
  status: 400,
  title: "Malformed request",
  detail: "What was sent cannot be read as a form of Callboard. Load the page again and send it once more.",
};
const tooLarge: Refusal = {
  status: 413,
  title: "Too large",
  detail: "What was sent is larger than 1 MiB.",
};
const signedOut: Refusal = {
  status: 401,
  title: "Not authenticated",
  detail: `You are signed out, and more than ${smallBytes / 1024} KiB can be sent only by somebody signed in. Sign in again in another tab; what you typed stays here.`,
};
/** Where the length is given, no more than that can come. */
const withoutLength: Refusal = {
  status: 411,
  title: "Length required",
  detail: `What was sent is larger than ${smallBytes / 1024} KiB and does not say how large.`,
};
const tooSlow: Refusal = {
  status: 408,
  title: "Request timeout",
  detail: `What was sent did not come whole within ${maxMs / 1000} seconds. Send it once more.`,
};

/** What the method and the headers alone tell to be no post of ours. */
function refusalOf({ method, headers }: IncomingMessage, appUrl: string): Refusal | null {
  if (method !== "POST") {
    return {
      status: 405,
      title: "Method not allowed",
      detail: `A page answers ${pageMethods} only.`,
      headers: { allow: pageMethods },
    };
  }
  // Cross-site request forgery; the action asks again.
  if (!isSameOrigin(headers.origin ?? "", { appUrl, host: headers.host ?? "" })) {
    return {
      status: 403,
      title: "Not allowed",
      detail: "This request came from another site and was refused.",
    };
  }
  if (Number(headers["content-length"] ?? 0) > maxBytes) return tooLarge;
  const action = headers["next-action"];
  const type = headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data") && (action === undefined || !type.startsWith("text/plain"))) {
    return {
      status: 415,
      title: "Unsupported media type",
      detail: "Send a form to a page as multipart/form-data. Programs use the API.",
    };
  }
  if (action !== undefined && !isKnownAction(String(action))) {
    return {
      status: 409,
      title: "Conflict",
      detail: "Callboard was upgraded since this page was loaded. Load the page again.",
      // By this Next's script in the browser knows that the action is gone.
      headers: { "x-nextjs-action-not-found": "1" },
    };
  }
  return null;
}
