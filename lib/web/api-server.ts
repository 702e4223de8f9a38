import { once } from "node:events";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { answerFirst } from "./answer-first";
import { type AnswerApi, answer } from "./api-listener";
import { lingerAfter, maxLingerMs } from "./linger";
import { onArrival } from "./on-arrival";
import { problem } from "./problem";
import { noteConnection } from "./quiet-round";
import { enqueueApi } from "./request-queues";

type ApiServer = {
  server: http.Server;
  /** Takes no more connections; resolves when every request that came has its answer. */
  drain: () => Promise<void>;
};

type Settings = { appUrl: string; answerApi: AnswerApi };

/** A server that answers the API as the web process does, without Next; all else is 404 (docs/decisions/0066). Does not listen yet. */
export function createApiServer({ appUrl, answerApi }: Settings): ApiServer {
  const underWay = new Set<ServerResponse>();
  const server = http.createServer((request, response) => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    // Told to stop, the server takes no new connections; one that goes on asking would keep it from ending.
    if (!server.listening) response.shouldKeepAlive = false;
    onArrival(request, response, appUrl);
    answerRequest(request, response, answerApi);
  });
  server.on("connection", noteConnection);
  return {
    server,
    async drain() {
      const closed = once(server, "close").then(() => true);
      server.close();
      for (const response of underWay) response.shouldKeepAlive = false;
      for (;;) {
        const wasQuiet = underWay.size === 0;
        if (await Promise.race([closed, pause(maxLingerMs, false)])) return;
        // Node takes a connection on which nothing was asked yet for a busy one. No answer lingers by now.
        if (wasQuiet && underWay.size === 0) server.closeAllConnections();
      }
    },
  };
}

function answerRequest(request: IncomingMessage, response: ServerResponse, answerApi: AnswerApi): void {
  const { url = "" } = request;
  lingerAfter(request, response);
  if (!url.startsWith("/api/") || url.startsWith("/api/auth/")) return void answer(response, elsewhere());
  if (answerFirst(request, response, answerApi)) return;
  enqueueApi(request, response, () => {
    if (!answerApi(request, response)) void answer(response, notFound());
  });
}

const elsewhere = () =>
  problem(
    404,
    "This process answers the API alone. Pages and sign-in are served by `npm start`, at another address.",
  );
/** Next would lead on where a slash at the end is too much. */
const notFound = () =>
  problem(404, "The API has nothing at this address. None of its addresses ends with a slash.");
