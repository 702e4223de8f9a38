import { once } from "node:events";
import http from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { maxAnswerBytes, maxAnswerMs, providerAgent } from "./provider-agent";

/** A provider that answers as told, until its client has left. */
let answer: (response: http.ServerResponse) => void = () => {};
const provider = http.createServer((_, response) => answer(response));
const listening = once(provider.listen(0, "127.0.0.1"), "listening");

afterEach(() => {
  vi.useRealTimers();
});

async function ask(): Promise<string> {
  await listening;
  const address = provider.address();
  const port = typeof address === "object" ? address?.port : 0;
  const agent = providerAgent("http://127.0.0.1");
  const request = http.get({ port, host: "127.0.0.1", agent, timeout: 3_500 });
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  return Buffer.concat(await response.toArray()).toString();
}

test("an answer within the limits comes as it is", async () => {
  answer = (response) => response.end("x".repeat(500_000));
  expect(await ask()).toBe("x".repeat(500_000));
});

test("one that is larger is given up", async () => {
  answer = (response) => response.end("x".repeat(2 * maxAnswerBytes));
  await expect(ask()).rejects.toThrow(/aborted/);
});

test("one that comes drop by drop is given up when its time is over, however often something comes", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  answer = (response) => response.write("{");
  const asked = ask();
  // Before the first drop or after it.
  const outcome = expect(asked).rejects.toThrow(/aborted|socket hang up/);
  await expect.poll(() => vi.getTimerCount()).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(maxAnswerMs);
  await outcome;
  provider.closeAllConnections();
  provider.close();
});
