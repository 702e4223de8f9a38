import { once } from "node:events";
import http from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { listenHere } from "@/lib/testing/ports";
import { type Arrived, arrivedBody } from "./arrived-body";

const maxBytes = 40 * 1024 * 1024;

/** What becomes of the body of a request that sends so many bytes. */
async function arrivedOf(bytes: number, then = (_: http.IncomingMessage) => {}): Promise<Arrived> {
  const server = http.createServer();
  const port = await listenHere(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const headers = { "content-length": String(bytes) };
  const client = http.request({ port, method: "POST", headers, agent: false });
  client.on("error", () => {});
  client.flushHeaders();
  const [request] = (await once(server, "request")) as [http.IncomingMessage];
  const arrived = arrivedBody(request, { maxBytes, maxMs: 80_000 });
  then(request);
  client.end(Buffer.alloc(bytes));
  return arrived;
}

test("of bodies that are not handed on yet 64 MiB are held; one beyond that is refused", async () => {
  const [first, second] = [await arrivedOf(maxBytes), await arrivedOf(maxBytes)];
  expect([first.kind, second.kind]).toEqual(["whole", "no_capacity"]);
  if (first.kind === "whole") first.release();
  const third = await arrivedOf(maxBytes);
  expect(third.kind).toBe("whole");
  if (third.kind === "whole") third.release();
});

test("a request that ends before its body has come is gone, whoever ended it", async () => {
  expect((await arrivedOf(10, (request) => request.destroy())).kind).toBe("gone");
});
