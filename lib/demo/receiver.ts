import { once } from "node:events";
import http from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createAnswers } from "./answers";

/** The applications that the demo calls back, as a program of its own: `receiver <port> <outage port>`. */

/** How long the customer portal refuses connections, and how long it then answers, in turn. */
const downMs = 150_000;
const upMs = 90_000;

const answerTo = createAnswers();
const [port, outagePort] = process.argv.slice(2).map(Number);

function serve(): http.Server {
  return http.createServer(async (request, response) => {
    const webhookId = String(request.headers["webhook-id"] ?? "");
    const { status, afterMs, headers, body } = answerTo({ url: request.url ?? "/", webhookId });
    await pause(afterMs);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  });
}

async function listen(on: number | undefined): Promise<http.Server> {
  const server = serve();
  server.listen(on, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function comeAndGo(): Promise<never> {
  for (;;) {
    await pause(downMs);
    const server = await listen(outagePort);
    await pause(upMs);
    server.close();
    server.closeAllConnections();
  }
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => process.exit(0));
await listen(port);
await comeAndGo();
