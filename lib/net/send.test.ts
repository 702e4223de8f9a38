import { afterAll, afterEach, expect, onTestFinished, test, vi } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { startReceiver } from "@/lib/testing/receiver";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32,host:localhost") });
const receiver = await startReceiver();

afterEach(() => {
  receiver.received.length = 0;
  receiver.answer(() => ({}));
});
afterAll(async () => {
  await agent.destroy();
  await receiver.close();
});

const send = (url: string, timeoutMs?: number) =>
  sendCallback({ agent, url, headers: [["webhook-id", "evt_1"]], ...(timeoutMs ? { timeoutMs } : {}) });

test("the path and query go out byte for byte, and what was sent is on record", async () => {
  const record = await send(`${receiver.url}/A/../b%2f?q='|{}&instanceID=a%20b`);
  expect(receiver.received[0]?.line).toBe("GET /A/../b%2f?q='|{}&instanceID=a%20b HTTP/1.1");
  expect(record).toMatchObject({
    outcome: "delivered",
    statusCode: 200,
    responseBody: "ok",
    cause: "Answered 200 OK.",
  });
  expect(record.request).toBe(receiver.received[0]?.raw.replaceAll("\r\n", "\n"));
  expect(record.connectMs).toBeGreaterThan(0);
  expect(record.firstByteMs).toBeGreaterThan(0);
});

test("with a body the call is a POST", async () => {
  // The receiver takes the body for the beginning of another request.
  const own = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32") });
  onTestFinished(() => own.destroy());
  const url = `${receiver.url}/notice`;
  expect(await sendCallback({ agent: own, url, headers: [], body: "text" })).toMatchObject({
    outcome: "delivered",
  });
  expect(receiver.received[0]?.line).toBe("POST /notice HTTP/1.1");
});

test("the timer of a call that is over is cleared", async () => {
  const [set, cleared] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")];
  onTestFinished(() => void vi.restoreAllMocks());
  await send(`${receiver.url}/x`, 54_321);
  const at = set.mock.calls.findIndex(([, ms]) => ms === 54_321);
  expect(at).not.toBe(-1);
  expect(cleared).toHaveBeenCalledWith(set.mock.results[at]?.value);
});

test.each(["", "?a=1"])("a URL without a path, %j, asks for the root", async (rest) => {
  expect(await send(`${receiver.url}${rest}`)).toMatchObject({ outcome: "delivered" });
  expect(receiver.received[0]?.line).toBe(`GET /${rest} HTTP/1.1`);
});

test("a connection is used again, and then took no time to make", async () => {
  await send(`${receiver.url}/one`);
  // A connection is free again a moment after its answer; the next call may already have made another.
  await send(`${receiver.url}/another`);
  const record = await send(`${receiver.url}/two`);
  expect(record).toMatchObject({ outcome: "delivered", connectMs: null, dnsMs: null });
});

test.each([
  [404, "http_error", "Answered 404 Not Found."],
  [500, "http_error", "Answered 500 Internal Server Error."],
  [204, "delivered", "Answered 204 No Content."],
])("a %i is %s", async (status, outcome, cause) => {
  receiver.answer(() => ({ status, body: status === 204 ? "" : "no" }));
  expect(await send(`${receiver.url}/x`)).toMatchObject({ outcome, cause, statusCode: status });
});

test("a redirect is not followed; its target is named", async () => {
  receiver.answer(() => ({ status: 302, headers: { location: "http://169.254.169.254/latest" } }));
  const record = await send(`${receiver.url}/x`);
  expect(record).toMatchObject({ outcome: "redirect", statusCode: 302 });
  expect(record.cause).toContain("to http://169.254.169.254/latest; redirects are not followed");
  expect(receiver.received).toHaveLength(1);
});

test.each([
  ["7", 7_000],
  ["1000000000", 86_400_000],
  ["-1", null],
  ["soon", null],
])("Retry-After: %s on a 503", async (value, expected) => {
  receiver.answer(() => ({ status: 503, headers: { "retry-after": value } }));
  expect((await send(`${receiver.url}/x`)).retryAfterMs).toBe(expected);
});

test("no answer is a timeout that says how far it came", async () => {
  receiver.answer(() => "hang");
  const record = await send(`${receiver.url}/x`, 200);
  expect(record).toMatchObject({ outcome: "timeout", statusCode: null });
  expect(record.cause).toBe("Timed out: connected, but no answer came within 0.2 seconds.");
});

test.each(["http://127.0.0.2", "http://10.0.0.5", "http://[::ffff:127.0.0.2]", "http://169.254.169.254"])(
  "%s is blocked before anything is sent",
  async (origin) => {
    const record = await send(`${origin}:${new URL(receiver.url).port}/`);
    expect(record).toMatchObject({ outcome: "blocked", request: null });
    expect(record.cause).toMatch(/^Not sent: .* address\.$/);
    expect(receiver.received).toHaveLength(0);
  },
);

test("the address really connected to is judged again: 0.0.0.0 leads to this machine", async () => {
  const opened = createGuardedAgent({ allow: parseAllowList("0.0.0.0/32") });
  onTestFinished(() => opened.destroy());
  const url = receiver.url.replace("127.0.0.1", "0.0.0.0");
  expect(await sendCallback({ agent: opened, url, headers: [] })).toMatchObject({
    outcome: "blocked",
    request: null,
    cause: "Not sent: 127.0.0.1 is a loopback address.",
  });
  expect(receiver.received).toHaveLength(0);
});

test.each([
  ["http://[", "Invalid URL"],
  ["gopher://127.0.0.1/x", "Invalid URL"],
  ["http://127.0.0.1:1025/a b", "invalid request path"],
])("what cannot be sent at all is on record too: %j", async (url, why) => {
  expect(await send(url)).toMatchObject({
    outcome: "protocol_error",
    request: null,
    cause: `The request could not be made: ${why}.`,
  });
});
