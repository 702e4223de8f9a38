import type { Page } from "@playwright/test";
import { inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { server } from "./servers";

/** Compressed JavaScript that a page may bring into a browser with an empty cache, what it fetches ahead included. */
const maxBytes = 170_000;

/** Every page of an administrator; the API reference brings a library of its own, only there. */
const pages = [
  "/instances",
  "/instances/new",
  "/administration/developer",
  "/administration/developer/deliveries",
  "/administration/developer/reconciliation",
  "/administration/developer/notices",
  "/administration/developer/tokens",
  "/administration/developer/history",
  "/administration/developer/receivers",
  "/administration/users",
  "/account",
];

/** Bytes of scripts over the wire from now on, and how many are still on their way. */
async function measure(page: Page): Promise<{ bytes: () => number; underWay: () => number }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const scripts = new Map<string, number>();
  const addresses = new Map<string, string>();
  const asked = new Set<string>();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => {
    if (/\.js(\?|$)/.test(request.url)) asked.add(requestId);
  });
  session.on("Network.loadingFailed", ({ requestId }) => void asked.delete(requestId));
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (/\.js(\?|$)/.test(response.url)) addresses.set(requestId, response.url);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const address = addresses.get(requestId);
    if (address) scripts.set(address, encodedDataLength);
    asked.delete(requestId);
  });
  return {
    bytes: () => [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0),
    underWay: () => asked.size,
  };
}

test("no page brings more compressed JavaScript than it may", async ({ signIn, api, receiver }) => {
  test.setTimeout(240_000);
  const signedIn = await signIn("administrator");
  await configure(signedIn, (type) => (type === "Created" ? [`${receiver.url}/bundle`] : []));
  const created = await api("administrator", "POST", "/api/instances/create", { processName: "Bundle" });
  const { instanceID } = await created.json();
  const listed = await api("administrator", "GET", `/api/deliveries?instanceID=${instanceID}`);
  const [{ deliveryID, endpointID }] = (await listed.json()).items;
  // A job that another test began brings what shows it for ten minutes.
  await inDatabase(server.dataDir, "update resend_job set finished_at = finished_at - interval '11 min'");
  const found: Record<string, number> = {};
  for (const path of [
    ...pages,
    `/instances/${instanceID}`,
    `/administration/developer/deliveries/${deliveryID}`,
    `/administration/developer/endpoints/${endpointID}`,
  ]) {
    const page = await signedIn.context().newPage();
    const { bytes, underWay } = await measure(page);
    await page.goto(path);
    // What a page fetches ahead it asks for when it has nothing else to do. Streams stay open, so the network is never idle.
    await page.evaluate(() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done))));
    await expect.poll(underWay).toBe(0);
    found[path] = bytes();
    await page.close();
  }
  console.log("JavaScript by page, bytes:", JSON.stringify(found));
  expect(Math.min(...Object.values(found)), "the scripts were counted").toBeGreaterThan(50_000);
  const tooMuch = Object.entries(found).filter(([, bytes]) => bytes > maxBytes);
  expect(Object.fromEntries(tooMuch)).toEqual({});
});
