import diagnostics from "node:diagnostics_channel";
import { afterEach, expect, test, vi } from "vitest";
import { assertCallsAreRecorded } from "./self-check";

/** undici's end of it. */
const channel = diagnostics.channel("undici:client:sendHeaders");
const publish = channel.publish.bind(channel);

afterEach(() => {
  vi.restoreAllMocks();
});

test("with the undici that is installed, what is on record is what was sent", async () => {
  const before = serversHere();
  await assertCallsAreRecorded();
  await expect.poll(serversHere).toBe(before);
});

/** How many ports this process listens on. */
const serversHere = () =>
  process.getActiveResourcesInfo().filter((resource) => resource === "TCPServerWrap").length;

test("an undici that does not say what it sends is found out", async () => {
  vi.spyOn(channel, "publish").mockImplementation(() => {});
  await expect(assertCallsAreRecorded()).rejects.toThrow(/^A call of Callboard to itself is not on record/);
});

test("an undici that says it a turn later, when another request may have begun, is found out", async () => {
  vi.spyOn(channel, "publish").mockImplementation((message) => void setImmediate(publish, message));
  await expect(assertCallsAreRecorded()).rejects.toThrow(/^A call of Callboard to itself is not on record/);
});

test("an undici that says it in other words is found out", async () => {
  vi.spyOn(channel, "publish").mockImplementation((message) => {
    const { headers, ...rest } = message as { headers: string };
    publish({ ...rest, headers: headers.toLowerCase() });
  });
  await expect(assertCallsAreRecorded()).rejects.toThrow(/^A call of Callboard to itself is not on record/);
});

test("an undici that reads past the reader that passes interim answers over is found out", async () => {
  vi.spyOn(channel, "publish").mockImplementation((message) => {
    const { socket } = message as { socket: { read?: unknown } };
    delete socket.read;
    publish(message);
  });
  await expect(assertCallsAreRecorded()).rejects.toThrow(/^Callboard cannot call itself on 127\.0\.0\.1/);
});
