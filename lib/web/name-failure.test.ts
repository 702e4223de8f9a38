import http from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { log } from "@/lib/log";
import { listenBehindBeforeNext } from "@/lib/testing/before-next";

/** Next, where a page's files are gone. */
const server = http.createServer((request, response) => {
  const own = request.url?.startsWith("/gone");
  response.statusCode = 500;
  response.setHeader("content-type", "text/plain; charset=utf-8");
  const text = own ? "Internal Server Error" : "Something else went wrong";
  response.setHeader("content-length", text.length);
  response.setHeader("etag", '"of that"');
  // As what compresses does.
  if (request.url?.includes("head")) response.writeHead(500);
  response.end(text);
});
let port = 0;
beforeAll(async () => {
  port = await listenBehindBeforeNext(server);
});
afterAll(() => {
  server.close();
});

test.each(["/gone?token=secret", "/gone/head"])(
  "%s: a page that cannot be loaded is told with a reference, which the log holds once",
  async (path) => {
    const logged = vi.spyOn(log, "error").mockImplementation(() => {});
    logged.mockClear();
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(answer.headers.get("etag")).toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(logged).toHaveBeenCalledOnce();
    const [line] = logged.mock.calls[0] ?? [];
    const { reference } = line as { reference?: string };
    expect(line).toMatchObject({ event: "request.failed", path: path.split("?")[0] });
    expect(text).toBe(
      `Something went wrong on our side. Nothing was changed; try again. Reference: ${reference}.`,
    );
  },
);

test("any other answer stays as it is", async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/else`);
  expect([answer.headers.get("etag"), await answer.text()]).toEqual([
    '"of that"',
    "Something else went wrong",
  ]);
});
