import { subscribe } from "node:diagnostics_channel";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { answerFirst } from "@/lib/web/answer-first";
import { beforeNext } from "@/lib/web/before-next";
import { inTurn } from "@/lib/web/page-turns";

/** Loaded into the web process with `--import`, before Next makes its server. */

const appUrl = process.env.APP_URL ?? "";

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
  if (event !== "request") return Reflect.apply(emit, this, [event, ...given]);
  if (answerFirst(request, response)) return true;
  return inTurn(request, response, () => Reflect.apply(emit, this, [event, ...given]));
} as typeof emit;
