import { once } from "node:events";
import http from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenHere } from "@/lib/testing/ports";
import { type FollowState, follow } from "./follow";

/** A server of events that a test plays, and a document that can be hidden. */
const requests: { lastEventID: string | undefined; response: http.ServerResponse; isGone: boolean }[] = [];
let status = 200;
const server = http.createServer(({ headers }, response) => {
  const request = { lastEventID: headers["last-event-id"]?.toString(), response, isGone: false };
  requests.push(request);
  response.on("close", () => {
    request.isGone = true;
  });
  response.writeHead(status, { "content-type": "text/event-stream" });
  if (status === 200) response.write("retry: 10\n\n");
  else response.end();
});
const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
let states: FollowState[] = [];
let told: string[] = [];
let stop = () => {};
const latest = () => requests.at(-1);
const say = (text: string) => latest()?.response.write(text);

beforeEach(async () => {
  vi.stubGlobal("document", page);
  const port = await listenHere(server);
  [states, told, status, requests.length] = [[], [], 200, 0];
  page.visibilityState = "visible";
  stop = follow(`http://127.0.0.1:${port}/`, {
    onState: (state) => states.push(state),
    onEvent: ({ text }) => told.push(text),
  });
  await expect.poll(() => states).toEqual(["live"]);
});
afterEach(async () => {
  stop();
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  vi.unstubAllGlobals();
});

test("events arrive whole, however the bytes are cut; after a loss it comes back with the last one's id", async () => {
  say("id: e-1\nevent: rows\nda");
  say('ta: ["ä"]\n\n:\n\nevent: newer\ndata: 3\n\n');
  await expect.poll(() => told).toEqual(['["ä"]', "3"]);
  latest()?.response.destroy();
  await expect.poll(() => requests).toHaveLength(2);
  expect(latest()?.lastEventID).toBe("e-1");
  // The end of a stream's life is no loss.
  await expect.poll(() => states).toEqual(["live", "live"]);
  latest()?.response.end();
  await expect.poll(() => requests).toHaveLength(3);
  expect(states).not.toContain("reconnecting");
});

test("a hidden page holds no connection, and comes back when it is seen again", async () => {
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  await expect.poll(() => latest()?.isGone).toBe(true);
  expect(requests).toHaveLength(1);
  page.visibilityState = "visible";
  page.dispatchEvent(new Event("visibilitychange"));
  await expect.poll(() => requests).toHaveLength(2);
});

test("who is signed out, or may not look any more, is told so and does not come back", async () => {
  say("event: end\ndata: signed_out\n\n");
  await expect.poll(() => states).toEqual(["live", "signed_out"]);
  expect(requests).toHaveLength(1);
});

test("without a place the page is told to help itself", async () => {
  status = 503;
  latest()?.response.destroy();
  await expect.poll(() => states).toEqual(["live", "refused"]);
});

test("a page that is left holds no connection", async () => {
  stop();
  await expect.poll(() => latest()?.isGone).toBe(true);
});
