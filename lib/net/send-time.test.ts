import { afterAll, expect, onTestFinished, test } from "vitest";
import { parseAllowList } from "@/lib/address/allow-list";
import { startDeafPort } from "@/lib/testing/deaf-port";
import { rawListener, rawServer, writeForever } from "@/lib/testing/raw-server";
import { after, cutOffAt } from "@/lib/testing/time-limits";
import { createGuardedAgent } from "./guard";
import { sendCallback } from "./send";

const agent = createGuardedAgent({ allow: parseAllowList("127.0.0.1/32"), connectionsPerOrigin: 2 });
afterAll(() => agent.destroy());

test("by default a call ends ten seconds after it began, whatever it waits for", async () => {
  const hangs = await rawServer(() => {});
  const drips = await rawServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\nx: ");
    writeForever(socket, "y", 1_000);
  });
  const hints = await rawServer((socket) => writeForever(socket, "HTTP/1.1 103 Early Hints\r\n\r\n", 1));
  const floods = await rawServer((socket) => {
    const text = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000);
    const more = () => {
      while (!socket.destroyed && socket.write(text));
    };
    socket.on("drain", more);
    more();
  });
  const handshake = await rawListener((socket) => socket.resume());
  const deafPort = await startDeafPort(onTestFinished);
  const urls = {
    "connected, but no answer came": hangs.url,
    "the answer began, but its headers did not end": drips.url,
    "only interim answers (1xx) came, and no final one": hints.url,
    "only interim answers (1xx) came, and no final one ": floods.url,
    "HOST did not finish the TLS handshake": handshake.url.replace("http:", "https:"),
    "HOST did not take the connection": `http://127.0.0.1:${deafPort}`,
  };
  const busyBefore = process.cpuUsage();
  await Promise.all(
    Object.entries(urls).map(async ([waitedFor, url]) => {
      const startedAt = performance.now();
      // What else would end the attempt, a receiver's own limit or none at all, is not below 15 seconds.
      const record = await Promise.race([sendCallback({ agent, url, headers: [] }), after(15_000, null)]);
      const tookMs = performance.now() - startedAt;
      const what = waitedFor.trim().replace("HOST", new URL(url).host);
      expect(record).toMatchObject({ outcome: "timeout", cause: `Timed out: ${what} within 10 seconds.` });
      expect(tookMs).toBeGreaterThanOrEqual(9_995);
      expect(record?.totalMs).toBeGreaterThanOrEqual(9_995);
      expect(record?.totalMs).toBeLessThanOrEqual(tookMs);
    }),
  );
  // A flood of interim answers did not keep the process busy.
  expect(process.cpuUsage(busyBefore).user / 1_000).toBeLessThan(5_000);
});

test("the time limit covers all phases together: an answer's body does not prolong it", async () => {
  const once = async () => {
    let bodyBegan = () => {};
    const hadItsSecond = new Promise<null>((resolve) => {
      // Less than the second that a body has for itself.
      bodyBegan = () => void after(900, null).then(resolve);
    });
    const server = await rawServer((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n");
      bodyBegan();
    });
    return Promise.race([
      sendCallback({ agent, url: server.url, headers: [], timeoutMs: 400 }),
      hadItsSecond,
    ]);
  };
  let record = await once();
  // On a busy machine not even the headers may have come in time.
  for (let n = 0; record?.outcome === "timeout" && n < 20; n += 1) record = await once();
  expect(record).toMatchObject({ outcome: "delivered" });
});

test("a call whose time is up while it waits for a connection is never sent afterwards", async () => {
  const server = await rawServer((socket) => {
    if (server.requests.length > 2) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
  });
  const { host } = new URL(server.url);
  const call = (path: string, timeoutMs: number) =>
    sendCallback({ agent, url: `${server.url}/${path}`, headers: [], timeoutMs });
  const hanging = [call("one", 60_000), call("two", 60_000)];
  await expect.poll(() => server.requests.length).toBe(2);
  const waiting = await cutOffAt(
    (limitMs) => call("waiting", limitMs),
    (seconds) => `Timed out: no connection to ${host} became free within ${seconds} seconds.`,
  );
  expect(waiting).toMatchObject({ outcome: "timeout", request: null });
  expect(waiting.cause).toContain(`no connection to ${host} became free`);
  server.closeConnections();
  await Promise.all(hanging);
  expect(await call("after", 60_000)).toMatchObject({ outcome: "delivered" });
  expect(new Set(server.requests.map((request) => request.split(" ")[1]))).toEqual(
    new Set(["/one", "/two", "/after"]),
  );
});
