import { subscribe } from "node:diagnostics_channel";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { answerFirst } from "./answer-first";
import type { AnswerApi } from "./api-listener";
import { isInternal, tagInternalFetches } from "./internal-fetch";
import { hasSession, isKnownCaller } from "./known-caller";
import { lingerAfter } from "./linger";
import { nameFailure } from "./name-failure";
import { enqueuePost } from "./page-posts";
import { noteConnection } from "./quiet-round";
import { isReadMethod } from "./read-method";
import { type Refusal, refuse } from "./refusal";
import {
  anonymousPageQueue,
  enqueueApi,
  enqueueRequest,
  isStream,
  pageQueue,
  streamQueue,
} from "./request-queues";
import { sanitizeRequest } from "./sanitize-request";

type Settings = {
  appUrl: string;
  /** Answers what it knows of the API; the rest is Next's (docs/decisions/0059). */
  answerApi: AnswerApi;
  /** Next then listens for upgrades, for its own use. */
  development: boolean;
};

/** Intercepts every request between Node's server and Next, which makes that server: in this process and for good. */
export function interceptRequests({ appUrl, answerApi, development }: Settings): void {
  tagInternalFetches();
  // Node tells of each request before it hands it to anybody.
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    sanitizeRequest(request, response, appUrl);
  });
  if (!development) ignoreUpgrades();
  const emit = http.Server.prototype.emit;
  /** Next makes its own server and takes no handler: this is the one place in front of it. */
  http.Server.prototype.emit = function emitUnlessAnswered(
    this: http.Server,
    event: string,
    ...given: unknown[]
  ) {
    const handOn = () => Reflect.apply(emit, this, [event, ...given]) as boolean;
    if (event === "connection") noteConnection();
    if (event !== "request") return handOn();
    const [request, response] = given as [IncomingMessage, ServerResponse];
    // Told to stop, the server takes no new connections; one that goes on asking would keep it from ending.
    if (!this.listening) response.shouldKeepAlive = false;
    answerOrHandOn(request, response, { appUrl, answerApi, handOn });
    return true;
  } as typeof emit;
}

type Handlers = Omit<Settings, "development"> & { handOn: () => void };

/** Answers a request, or lets it wait for its slot and hands it on. */
function answerOrHandOn(
  request: IncomingMessage,
  response: ServerResponse,
  { appUrl, answerApi, handOn }: Handlers,
): void {
  lingerAfter(request, response);
  // What is part of a request that has its slot waits for none: it would never end.
  if (isInternal(request)) {
    handOn();
    return;
  }
  // Where Next believes it, an action is not sent on to the page that has it.
  delete request.headers["x-action-forwarded"];
  if (answerFirst(request, response, answerApi)) return;
  const { method, url = "" } = request;
  const toNext = () => {
    nameFailure(request, response);
    handOn();
  };
  const isRead = isReadMethod(method);
  if (url.startsWith("/api/")) {
    enqueueApi(request, response, () => {
      if (!answerApi(request, response)) toNext();
    });
  } else if (!isRead) void enqueuePost(request, response, { appUrl, handOn: toNext });
  else if (url.startsWith("/_next/static/")) toNext();
  else if (method === "GET" && isStream(url)) void enqueueStream(request, response, toNext);
  else void enqueuePage(request, response, toNext);
}

/**
 * An offer to go on in another protocol is ignored and the request answered (RFC 9110, 7.8): curl and Java's client make one for
 * HTTP/2 with each request by http. Next listens for them, for its own use while developing, and closes the connection. Node
 * asks by this whether anybody listens.
 */
function ignoreUpgrades(): void {
  const { listenerCount } = http.Server.prototype;
  http.Server.prototype.listenerCount = function countUnlessUpgrade(this: http.Server, ...given) {
    return given[0] === "upgrade" ? 0 : Reflect.apply(listenerCount, this, given);
  };
}

/** Whoever has no session would only be told so. */
async function enqueueStream(request: IncomingMessage, response: ServerResponse, handOn: () => void) {
  if (!(await hasSession(request.headers))) return refuse(request, response, signedOut);
  // Its connection ends with it, also when the process is told to stop.
  response.shouldKeepAlive = false;
  enqueueRequest(streamQueue, request, response, handOn, { keptMs: 0, maxMs: Number.POSITIVE_INFINITY });
}

const signedOut: Refusal = {
  status: 401,
  title: "Not authenticated",
  detail: "You are signed out. Sign in again.",
};

async function enqueuePage(request: IncomingMessage, response: ServerResponse, handOn: () => void) {
  const queue = (await isKnownCaller(request.headers)) ? pageQueue : anonymousPageQueue;
  enqueueRequest(queue, request, response, handOn);
}
