import type { Received } from "@/lib/testing/receiver";
import { startReceiver } from "@/lib/testing/receiver";
import { configure, expect, test, callbackTypes as types } from "./fixtures";
import { server } from "./servers";

const headerOf = ({ headers }: Received, name: string) => headers.find(([one]) => one === name)?.[1] ?? "";

test("from typing a URL to the bytes on the wire: three event types, two URLs each", async ({
  signIn,
  receiver,
}) => {
  const second = await startReceiver();
  const page = await signIn("developer");
  await configure(page, (type) => [`${receiver.url}/${type}?key=a%20b+c`, `${second.url}/also/${type}`]);

  await page.goto("/instances/new");
  await page.getByLabel("Process name").fill("Training Request");
  await page.getByLabel("Status").fill("Submitted");
  await page.getByRole("button", { name: "Create instance" }).click();
  await expect(page).toHaveURL(/\/instances\/training-request-\d+/);
  const instanceID = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Status").fill("Approved");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Approved").first()).toBeVisible();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/instances(\?|$)/);

  await receiver.until((received) => received.length === 3);
  await second.until((received) => received.length === 3);
  for (const [at, to] of [
    [receiver, (type: string) => `/${type}?key=a%20b+c&`],
    [second, (type: string) => `/also/${type}?`],
  ] as const) {
    expect(at.received.map((one) => one.line)).toEqual(
      types.map(
        (type) =>
          `GET ${to(type)}instanceID=${instanceID}&processName=Training%20Request&eventType=${type.toLowerCase()} HTTP/1.1`,
      ),
    );
    for (const one of at.received) {
      expect(headerOf(one, "user-agent")).toMatch(/^Callboard\/\d/);
      expect(headerOf(one, "accept")).toBe("*/*");
      expect(headerOf(one, "accept-encoding")).toBe("identity");
      expect(headerOf(one, "cache-control")).toBe("no-cache");
      expect(headerOf(one, "webhook-id")).toMatch(/^evt_/);
      expect(Math.abs(Number(headerOf(one, "webhook-timestamp")) - Date.now() / 1_000)).toBeLessThan(30);
      expect(headerOf(one, "webhook-signature")).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    }
  }
  const ids = receiver.received.map((one) => headerOf(one, "webhook-id"));
  expect(new Set(ids).size).toBe(3);
  expect(second.received.map((one) => headerOf(one, "webhook-id"))).toEqual(ids);

  await page.goto(`/administration/developer/deliveries?instanceID=${instanceID}`);
  await expect(page.getByRole("table").getByText("Delivered", { exact: true })).toHaveCount(6);
  await page
    .getByRole("table")
    .getByRole("link", { name: /training-request/ })
    .first()
    .click();
  await expect(
    page
      .getByText(`GET /also/Deleted?instanceID=${instanceID}`)
      .or(page.getByText(`GET /Deleted?key`))
      .first(),
  ).toBeVisible();
  await second.close();
});

test("by the API too: the same bytes, and no call for a type that is off", async ({
  signIn,
  api,
  receiver,
}) => {
  await configure(await signIn("developer"), (type) =>
    type === "Updated" ? [] : [`${receiver.url}/${type}`],
  );
  const created = await api("user", "POST", "/api/instances/create", {
    ProcessName: "Leave ä-1.0",
    FieldsMappings: [{ fieldname: "days", text: "Days", value: "3" }],
  });
  expect(created.status).toBe(201);
  const { instanceID, version, success } = await created.json();
  expect([success, version]).toEqual([true, 1]);
  const patched = await api("user", "PATCH", `/api/instances/${instanceID}`, { Status: "Done", version: 1 });
  expect(patched.status).toBe(200);
  expect((await api("user", "PUT", `/api/instances/${instanceID}`, { version: 1 })).status).toBe(409);
  expect((await api("user", "DELETE", `/api/instances/${instanceID}`)).status).toBe(200);
  expect((await api("user", "GET", `/api/instances/${instanceID}`)).status).toBe(404);
  await receiver.until((received) => received.length === 2);
  expect(receiver.received.map((one) => one.path)).toEqual([
    `/Created?instanceID=${instanceID}&processName=Leave%20%C3%A4-1.0&eventType=created`,
    `/Deleted?instanceID=${instanceID}&processName=Leave%20%C3%A4-1.0&eventType=deleted`,
  ]);
});

test("a URL removed gets nothing after OK, while the others go on", async ({ signIn, api, receiver }) => {
  receiver.answer(({ path }) => (path.startsWith("/leaving") ? { status: 500 } : {}));
  const page = await signIn("developer");
  const staying = `${receiver.url}/staying`;
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/leaving`, staying] : []));
  const create = () => api("user", "POST", "/api/instances/create", { processName: "Removal" });
  for (let n = 0; n < 10; n += 1) await create();
  await receiver.until((received) => received.length >= 20);
  await configure(page, (type) => (type === "Created" ? [staying] : []));
  const before = receiver.received.filter((one) => one.path.startsWith("/leaving")).length;
  // All ten have ended: none is left that could be tried again.
  await expect(async () => {
    await page.goto("/administration/developer/deliveries?status=cancelled&processName=Removal");
    const cancelled = page.getByRole("table").getByText("Cancelled", { exact: true });
    await expect(cancelled).toHaveCount(10, { timeout: 1_000 });
  }).toPass();
  const last = await (await create()).json();
  await receiver.until((received) => received.some((one) => one.path.includes(last.instanceID)));
  expect(receiver.received.filter((one) => one.path.startsWith("/leaving"))).toHaveLength(before);
});

test("a URL that answers 410 is suspended on every screen, keeps its deliveries, and gets them when resumed", async ({
  signIn,
  api,
  receiver,
}) => {
  let gone = true;
  receiver.answer(() => ({ status: gone ? 410 : 200 }));
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/gone`] : []));
  const create = () => api("user", "POST", "/api/instances/create", { processName: "Gone" });
  await create();
  await receiver.until((received) => received.length === 1);
  // The result is written some milliseconds after the answer.
  await expect(async () => {
    await page.goto("/administration/developer");
    await expect(page.getByRole("link", { name: "1 URL suspended" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByText("It answered 410 Gone.")).toBeVisible();
  await create();
  await page.goto("/administration/developer/deliveries?processName=Gone");
  await expect(page.getByRole("table").getByText("Held: suspended")).toHaveCount(2);
  expect(receiver.received).toHaveLength(1);
  gone = false;
  await page.goto("/administration/developer");
  await page.getByRole("button", { name: /^Resume/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await receiver.until((received) => received.length === 3);
  await expect(page.getByRole("link", { name: "1 URL suspended" })).toBeHidden();
});

test("kill -9 of the dispatcher in mid-call loses nothing", async ({ signIn, api, receiver }) => {
  const hung: string[] = [];
  receiver.answer(({ path }) => {
    if (hung.includes(path)) return {};
    hung.push(path);
    return { delayMs: 60_000 };
  });
  await configure(await signIn("developer"), (type) =>
    type === "Created" ? [`${receiver.url}/killed`] : [],
  );
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Survivor" })
  ).json();
  await receiver.until((received) => received.length === 1);
  process.kill(await dispatcherPid(), "SIGKILL");
  await receiver.until((received) => received.length === 2);
  const [first, repeated] = receiver.received;
  expect(repeated?.path).toBe(first?.path);
  expect(repeated && headerOf(repeated, "webhook-id")).toBe(first && headerOf(first, "webhook-id"));
  const page = await signIn("developer");
  await page.goto(`/administration/developer/deliveries?instanceID=${instanceID}`);
  await page
    .getByRole("table")
    .getByRole("link", { name: new RegExp(instanceID) })
    .first()
    .click();
  await expect(page.getByText("Interrupted").first()).toBeVisible();
  await expect(page.getByText("Delivered").first()).toBeVisible();
});

/** The operating system's number of the dispatcher that runs beside the tests' Callboard. */
async function dispatcherPid(): Promise<number> {
  const { Client } = (await import("pg")).default;
  const { databaseUrlOf } = await import("./callboard");
  const client = new Client({ connectionString: await databaseUrlOf(server.dataDir) });
  await client.connect();
  const { rows } = await client.query<{ pid: number }>("select pid from dispatcher order by id desc limit 1");
  await client.end();
  if (!rows[0]) throw new Error("No dispatcher is registered.");
  return rows[0].pid;
}
