import { subscribe } from "node:diagnostics_channel";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { answerFirst } from "@/lib/web/answer-first";
import { beforeNext } from "@/lib/web/before-next";
import { isInternal, tagInternalFetches } from "@/lib/web/internal-fetch";
import { lingerAfter } from "@/lib/web/linger";
import { postInTurn } from "@/lib/web/page-posts";
import { apiTurns, inTurn, pageTurns } from "@/lib/web/page-turns";
import { noteConnection } from "@/lib/web/quiet-round";

/** Loaded into the web process with `--import`, before Next makes its server. */

const appUrl = process.env.APP_URL ?? "";

tagInternalFetches();

/** Node tells of each request before it hands it to anybody. */
subscribe("http.server.request.start", (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  beforeNext(request, response, appUrl);
});

const emit = http.Server.prototype.emit;
/** Next makes its own server and takes no handler: this is the one place in front of it. */
http.Server.prototype.emit = function emitUnlessAnswered(
  this: http.Server,
  event: string,
  ...given: unknown[]
) {
  const [request, response] = given as [IncomingMessage, ServerResponse];
  const handOn = () => Reflect.apply(emit, this, [event, ...given]) as boolean;
  if (event === "connection") noteConnection();
  if (event !== "request") return handOn();
  lingerAfter(request, response);
  // What is part of a request that has its turn waits for none: that turn would never end.
  if (isInternal(request)) return handOn();
  // Where Next believes it, an action is not sent on to the page that has it.
  delete request.headers["x-action-forwarded"];
  if (answerFirst(request, response)) return true;
  const { method, url = "" } = request;
  if (url.startsWith("/api/")) inTurn(apiTurns, request, response, handOn, 0);
  else if (method !== "GET" && method !== "HEAD") void postInTurn(request, response, { appUrl, handOn });
  else if (url.startsWith("/_next/static/")) return handOn();
  else inTurn(pageTurns, request, response, handOn);
  return true;
} as typeof emit;
