import { EventEmitter, once } from "node:events";
import http from "node:http";
import net from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { listenHere } from "@/lib/testing/ports";
import type { AnswerApi } from "./api-listener";
import { createApiServer } from "./api-server";

/** Stands in for the API: it answers one address, with the headers it sees, and holds another until it is let go. */
async function start() {
  const held = new EventEmitter();
  const answerApi: AnswerApi = ({ url = "", headers }, response) => {
    if (!url.startsWith("/api/known")) return false;
    if (url.endsWith("held")) held.once("let go", () => response.end("{}"));
    else response.end(JSON.stringify(headers));
    return true;
  };
  const { server, drain } = createApiServer({ appUrl: "https://callboard.example.com", answerApi });
  const port = await listenHere(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = async (path: string, { method = "GET", ...headers }: Record<string, string> = {}) => {
    const [response] = (await once(
      http.request({ port, path, method, headers, agent: false }).end(),
      "response",
    )) as [http.IncomingMessage];
    const text = Buffer.concat(await response.toArray()).toString();
    return {
      status: response.statusCode,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
  };
  return { server, drain, port, held, ask };
}

test("what only Next answers is a problem that says where it is, whatever the method and whoever asks", async () => {
  const { ask } = await start();
  for (const path of ["/", "/sign-in", "/api", "/api/auth/session", "/_next/static/x.js", "/%ff"]) {
    for (const method of ["GET", "POST", "TRACE"]) {
      const { status, headers, body } = await ask(path, { method, accept: "text/html" });
      expect([status, headers["content-type"]], `${method} ${path}`).toEqual([
        404,
        "application/problem+json",
      ]);
      expect(body).toMatchObject({ title: "Not found", detail: expect.stringMatching(/`npm start`/) });
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "strict-transport-security": "max-age=31536000",
      });
    }
  }
});

test("an address of the API that none has is a problem of its own, also one with a slash too much", async () => {
  const { ask } = await start();
  for (const path of ["/api/nothing", "/api/", "/api/events/"]) {
    const { status, body } = await ask(path);
    expect([status, body.detail]).toEqual([
      404,
      "The API has nothing at this address. None of its addresses ends with a slash.",
    ]);
  }
});

test("the API is answered with what is noted and refused before it in the web process", async () => {
  const { ask } = await start();
  const { headers, body } = await ask("/api/known", { "x-callboard-peer": "203.0.113.9" });
  expect(body["x-callboard-peer"]).toBe("127.0.0.1");
  expect(headers["strict-transport-security"]).toBe("max-age=31536000");
  expect((await ask("/api/health/live")).body).toEqual({ status: "ok" });
  expect((await ask("/api/%ff")).status).toBe(400);
  expect(await ask("/api/nothing", { method: "TRACE" })).toMatchObject({
    status: 405,
    headers: { allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" },
  });
  expect((await ask("/api/known", { connection: "Upgrade", upgrade: "h2c" })).status).toBe(200);
});

test("told to stop it answers what is under way, keeps no connection, and waits for none on which nothing was asked", async () => {
  const { drain, port, held } = await start();
  const silent = net.connect(port, "127.0.0.1");
  await once(silent, "connect");
  const agent = new http.Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const answered = once(http.get({ port, path: "/api/known/held", agent }), "response");
  await expect.poll(() => held.listenerCount("let go")).toBe(1);
  let isDrained = false;
  const drained = drain().then(() => {
    isDrained = true;
  });
  await expect(fetch(`http://127.0.0.1:${port}/api/known`)).rejects.toThrow();
  expect(isDrained).toBe(false);
  held.emit("let go");
  const [response] = (await answered) as [http.IncomingMessage];
  expect([response.statusCode, response.headers.connection]).toEqual([200, "close"]);
  response.resume();
  await drained;
  await once(silent.resume(), "close");
});
