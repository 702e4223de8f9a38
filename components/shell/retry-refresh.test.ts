import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { retryRefresh } from "./retry-refresh";

afterEach(() => vi.unstubAllGlobals());

type Answer = (response: ServerResponse) => void;

/** A server that answers each request as the next of these functions does. */
async function answering(...answers: Answer[]) {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/x-component");
    answers.shift()?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/instances?status=Open&_rsc=1`,
  );
  vi.stubGlobal("location", { pathname: "/instances", search: "?status=Open" });
  return { url, left: answers, close: () => server.close() };
}

const here = { headers: { rsc: "1" } };
const reachable = async () => true;
const cut: Answer = (response) => response.destroy();
const cutWithin: Answer = (response) => response.write("1:half an ", () => response.destroy());

test("a refresh that is cut before or within its answer is asked for until all of it is there", async () => {
  const { url, left, close } = await answering(cut, cutWithin, (response) => response.end("1:an answer"));
  const looks: boolean[] = [];
  const comesBack = async () => {
    looks.push(true);
    return looks.length !== 1;
  };
  const response = await retryRefresh(fetch, comesBack)(url, here);
  expect(await response.text()).toBe("1:an answer");
  expect(response.url).toBe(`${url}`);
  expect([left.length, looks.length]).toEqual([0, 3]);
  close();
});

test("what is no refresh is sent once: another page, a prefetch, an action, a fetch of ours", async () => {
  const { url, left, close } = await answering(cut, cut, cut, cut, cut);
  const once = retryRefresh(fetch, reachable);
  const elsewhere = new URL(url);
  elsewhere.searchParams.set("status", "Closed");
  for (const [input, init] of [
    [elsewhere, here],
    [url, { headers: { ...here.headers, "next-router-prefetch": "1" } }],
    [url, { ...here, method: "POST" }],
    [url, {}],
  ] as const) {
    await expect(once(input, init)).rejects.toThrow(TypeError);
  }
  expect(left.length).toBe(1);
  close();
});

test("a refresh that the router gives up is not made again", async () => {
  const { url, close } = await answering();
  const signal = AbortSignal.abort();
  await expect(retryRefresh(fetch, reachable)(url, { ...here, signal })).rejects.toThrow(/abort/);
  close();
});
