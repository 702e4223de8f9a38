import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { listenHere } from "@/lib/testing/ports";
import { lingerAfter } from "./linger";

test("what comes of a body after the answer is read, and handed to nobody", async () => {
  let readBytes = 0;
  const server = http.createServer((request, response) => {
    lingerAfter(request, response);
    request.on("data", (chunk: Buffer) => {
      readBytes += chunk.length;
      if (!response.writableEnded) response.end("refused");
    });
  });
  const port = await listenHere(server);
  onTestFinished(() => void server.close());
  const accepted = once(server, "connection") as Promise<[net.Socket]>;
  const client = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\nx");
  const closed = once((await accepted)[0], "close");
  let answer = "";
  for await (const chunk of client.iterator({ destroyOnReturn: false })) answer += chunk;
  expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*refused/);
  client.end("x".repeat(69_999));
  await closed;
  expect(readBytes).toBe(1);
});
