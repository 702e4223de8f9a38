import { once } from "node:events";
import http from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { log } from "@/lib/log";
import { listenHere } from "@/lib/testing/ports";
import { createApiListener } from "./api-listener";
import { onlyMethods } from "./only-methods";
import { readBytes } from "./read-bytes";

type Context = { params: Promise<Record<string, string>> };

const things = {
  GET: async (request: Request, { params }: Context) =>
    Response.json({ params: await params, search: new URL(request.url).search }),
  POST: async (request: Request) =>
    new Response(`${request.headers.get("content-type")} ${await readBytes(request, { limitBytes: 100 })}`, {
      status: 201,
      headers: { "x-frame-options": "SAMEORIGIN", etag: "1" },
    }),
  DELETE: () => new Response(null, { status: 204 }),
  PUT: () => {
    throw new Error("on the shelf /srv/secret");
  },
};
const onlyThere = { GET: things.GET, PUT: onlyMethods("GET"), POST: onlyMethods("GET") };
const torn = {
  GET: () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("a part"));
          controller.error(new Error("the rest is gone"));
        },
      }),
    ),
};
const answerApi = createApiListener({
  things,
  torn,
  "things/[thingID]/parts/[part]": things,
  "things/there": onlyThere,
});
const server = http.createServer((request, response) => {
  if (!answerApi(request, response)) response.end("left to Next");
});
let port = 0;

beforeAll(async () => {
  port = await listenHere(server);
});
afterAll(() => {
  server.close();
});

async function ask(method: string, path: string, body?: string, headers: http.OutgoingHttpHeaders = {}) {
  const request = http.request({ port, method, path, headers });
  request.end(body);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const text = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode, headers: response.headers, text };
}

test("a route gets what its address names, decoded once, and the query as sent", async () => {
  const { text } = await ask("GET", "/api/things/a%2Fb%25/parts/%C3%A9+1?q=a%20b&q=2");
  expect(JSON.parse(text)).toEqual({ params: { thingID: "a/b%", part: "é+1" }, search: "?q=a%20b&q=2" });
});

test("body, status and headers are the route's; what every answer carries is there unless the route says otherwise", async () => {
  const { status, headers, text } = await ask("POST", "/api/things", "body ✓", { "content-type": "text/a" });
  expect({ status, text }).toEqual({ status: 201, text: "text/a body ✓" });
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "content-length": "15",
    etag: "1",
  });
});

test("HEAD is answered as GET is, without the body; no content has neither body nor length", async () => {
  const { headers } = await ask("GET", "/api/things");
  const head = await ask("HEAD", "/api/things");
  expect(head).toMatchObject({ status: 200, text: "" });
  expect(head.headers["content-length"]).toBe(headers["content-length"]);
  const none = await ask("DELETE", "/api/things");
  expect(none).toMatchObject({ status: 204, text: "" });
  expect(none.headers["content-length"]).toBeUndefined();
});

test("another address, and one that only resembles it, are left to Next", async () => {
  for (const [method, path] of [
    ["OPTIONS", "/api/nothing"],
    ["TRACE", "/api/nothing"],
    ["GET", "/api/things/"],
    ["GET", "/api//things"],
    ["GET", "/api/Things"],
    ["GET", "/api/things/a"],
    ["GET", "/api/things/a/parts/"],
    ["GET", "/api/things/a/parts/?page=2"],
    ["GET", "/api/things//parts/a"],
    ["GET", "/api/things/%zz/parts/a"],
    ["GET", `/api/things/${"a".repeat(1_001)}/parts/a`],
    ["GET", "/things"],
  ] as const) {
    expect((await ask(method, path)).text, `${method} ${path}`).toBe("left to Next");
  }
});

test.each([
  ["/api/things", "PATCH", "GET, POST, PUT, DELETE"],
  ["/api/things/there", "POST", "GET"],
])(
  "of %s 405 and OPTIONS name the same methods, and every method has an answer",
  async (path, other, allow) => {
    for (const method of [other, "TRACE", "PROPFIND"]) {
      const { status, headers, text } = await ask(method, path);
      expect([status, headers.allow, headers["content-type"]], method).toEqual([
        405,
        allow,
        "application/problem+json",
      ]);
      expect(JSON.parse(text)).toMatchObject({ status: 405, title: "Method not allowed" });
    }
    const options = await ask("OPTIONS", path);
    expect(options).toMatchObject({ status: 204, text: "" });
    expect(options.headers).toMatchObject({ allow, "x-content-type-options": "nosniff" });
  },
);

test("what a route does not expect is logged once and told with a reference alone", async () => {
  const logged = vi.spyOn(log, "error").mockImplementation(() => {});
  const { status, headers, text } = await ask("PUT", "/api/things?token=secret", "{}");
  expect(status).toBe(500);
  expect(headers["content-type"]).toBe("application/problem+json");
  const { detail } = JSON.parse(text);
  expect(detail).not.toContain("shelf");
  expect(logged).toHaveBeenCalledOnce();
  const [line] = logged.mock.calls[0] ?? [];
  expect(line).toMatchObject({ path: "/api/things", method: "PUT" });
  expect(detail).toContain((line as { reference?: string }).reference ?? "no reference");
});

test("an answer whose body fails ends its connection, is logged once, and costs nobody else theirs", async () => {
  const logged = vi.spyOn(log, "error").mockImplementation(() => {});
  logged.mockClear();
  await expect(fetch(`http://127.0.0.1:${port}/api/torn`)).rejects.toMatchObject({
    cause: { code: "UND_ERR_SOCKET" },
  });
  expect(logged).toHaveBeenCalledOnce();
  expect((await ask("GET", "/api/things")).status).toBe(200);
});

test("a client that leaves while its route is at work does no harm", async () => {
  const request = http.request({
    port,
    method: "POST",
    path: "/api/things",
    headers: { "content-length": 9 },
  });
  request.on("error", () => {});
  request.write("part");
  await once(request, "socket");
  request.destroy();
  expect((await ask("GET", "/api/things")).status).toBe(200);
});
