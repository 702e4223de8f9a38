import type { Page } from "@playwright/test";
import { isUnclaimed } from "@/lib/attempts/state";
import { inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { server } from "./servers";

// Each looks at its screens in all sizes and colours, which takes its time.
test.setTimeout(180_000);

const { dataDir } = server;
const log = "/administration/developer/deliveries";
/** Of the attempts from the second on, in milliseconds. */
const times = [10_003, 24, 131, 900, 7, 10_001, 48, 2_400, 11];

type Api = (role: "user", method: string, path: string, body?: unknown) => Promise<Response>;

async function create(api: Api, processName: string): Promise<{ instanceID: string; eventID: string }> {
  return (await api("user", "POST", "/api/instances/create", { processName })).json();
}

/** Opens the delivery of an event from the list with this filter. */
async function open(page: Page, { eventID }: { eventID: string }, api: Api, query = ""): Promise<string> {
  const { deliveries } = await (await api("user", "GET", `/api/events/${eventID}`)).json();
  const id = deliveries[0].deliveryID;
  await page.goto(`${log}/${id}${query}`);
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText(id);
  return id;
}

test("ten attempts stand on one scale, and each shows what it sent and got", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/slow?a='b'`] : []));
  receiver.answer(() => ({ status: 503, body: "maintenance window" }));
  const created = await create(api, "Ten times");
  await receiver.until((received) => received.length === 1);
  // The next attempt stays an hour away, however long the screens are looked at.
  const later = () =>
    inDatabase(
      dataDir,
      `update delivery set next_at = now() + interval '1 h'
       where event_id = $1 and done_at is null and attempts = 1 and ${isUnclaimed()}`,
      [created.eventID],
    );
  await expect(async () => {
    await later();
    await open(page, created, api);
    await expect(page.getByText(/^Retry in (59 m|1 h)/).first()).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByText("1 of at most 10", { exact: true })).toBeVisible();
  await expect(page.getByText("If that fails, at most 8 more come")).toBeVisible();
  await expect(page.getByText(/Answered 503/).filter({ visible: true })).toHaveCount(1);
  await lookAt(page, "a delivery with one attempt");

  await inDatabase(
    dataDir,
    `with used_up as (
       update delivery set status = 'failed', fail_reason = 'schedule_used_up', done_at = now(), attempts = 10,
         last_outcome = 'http_error', last_status_code = 503
       where event_id = $1 returning id
     )
     insert into attempt (delivery_id, number, outcome, started_at, finished_at, status_code, user_agent,
       webhook_timestamp, webhook_signature, response_headers, response_body, first_byte_ms, total_ms, cause)
     select used_up.id, given.n + 1, (case when ms > 10000 then 'timeout' else 'http_error' end)::attempt_outcome,
       now() - interval '2 days', now() - interval '2 days',
       case when ms < 10000 then 503 end, user_agent, webhook_timestamp, webhook_signature, case when ms < 10000 then response_headers end,
       case when ms < 10000 then response_body end, case when ms < 10000 then ms - 0.2 end, ms,
       case when ms > 10000 then 'No answer within 10 seconds.' else cause end
     from used_up join attempt on attempt.delivery_id = used_up.id and attempt.number = 1,
       unnest($2::real[]) with ordinality as given(ms, n)`,
    [created.eventID, times],
  );
  await page.reload();
  await expect(page.getByText("Every attempt of the schedule failed.")).toBeVisible();
  const attempts = page.getByRole("article", { name: /^Attempt \d+$/ });
  await expect(attempts).toHaveCount(10);
  const widthOf = (name: string) =>
    page
      .getByRole("article", { name, exact: true })
      .locator("[aria-hidden] > [style]")
      .evaluate((bar) => bar.getBoundingClientRect().width / (bar.parentElement?.clientWidth ?? 1));
  expect(await widthOf("Attempt 2")).toBeCloseTo(1, 1);
  expect(await widthOf("Attempt 9")).toBeCloseTo(0.24, 1);
  expect(await widthOf("Attempt 3")).toBeGreaterThan(0.005);
  expect(await widthOf("Attempt 3")).toBeLessThan(0.05);
  await page.getByText("Times as a table").click();
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: /^2 / }) });
  await expect(row).toContainText("10,003");
  await page.getByRole("button", { name: "Show request and response of attempt 2", exact: true }).click();
  await expect(page.getByText("No response came.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Request of attempt 2, as sent" })).toContainText(
    "GET /slow?a=",
  );
  await lookAt(page, "a delivery with ten attempts");

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy as curl" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^curl .*\\\n/);
  expect(copied).toContain(`'${receiver.url}/slow?a='\\''b'\\''&instanceID=${created.instanceID}&`);
});

test("a delivery leads to the next of the list one came from, and back to the list as it was filtered", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/steps`] : []));
  const older = await create(api, "Steps");
  await create(api, "Between");
  const newer = await create(api, "Steps");
  await receiver.until((received) => received.length === 3);
  const query = "?processName=Steps";
  await open(page, older, api, query);
  const beside = page.getByRole("navigation", { name: "Beside this delivery in the list" });
  await beside.getByRole("link", { name: /^Newer/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(newer.instanceID);
  await expect(page).toHaveURL(/\?processName=Steps$/);
  await expect(beside.getByRole("link", { name: /^Newer/ })).toHaveCount(0);
  await beside.getByRole("link", { name: /^Older/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(older.instanceID);
  await page.getByRole("link", { name: "Deliveries, filtered" }).click();
  await expect(page).toHaveURL(new RegExp(`${log}\\?processName=Steps$`));
});

test("one that was cancelled, and one whose URL is suspended, say so before any call", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/held`] : []));
  await inDatabase(
    dataDir,
    "update endpoint set state = 'suspended', state_reason = 'It answered 410 Gone.' where url = $1",
    [`${receiver.url}/held`],
  );
  const held = await create(api, "Held");
  await open(page, held, api);
  await expect(page.getByText("The URL is suspended. It answered 410 Gone.")).toBeVisible();
  await expect(page.getByText("free slot")).toHaveCount(0);
  await lookAt(page, "a delivery that is held");
  await configure(page, () => []);
  await open(page, held, api);
  await expect(page.getByText("before its first call, because its URL was removed.")).toBeVisible();
  await expect(page.getByText("Never called")).toBeVisible();
  await expect(page.getByText("free slot")).toHaveCount(0);
  await lookAt(page, "a delivery that was cancelled before any call");
});

test("a past event is tried against another URL, and what is wrong with the URL is said", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/real`] : []));
  const created = await create(api, "Dry run");
  await receiver.until((received) => received.length === 1);
  await open(page, created, api);
  await page.getByRole("button", { name: "Try this event against another URL …" }).click();
  const dialog = page.getByRole("dialog", { name: "Try this event against another URL" });
  await dialog.getByLabel("URL").fill("http://10.0.0.5/in");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog.getByText(/10\.0\.0\.5 is a private address/)).toBeVisible();
  await dialog.getByLabel("URL").fill(`${receiver.url}/tried`);
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("Test delivered")).toBeVisible();
  await lookAt(page, "a dry run");
  expect(receiver.received.map(({ path }) => path)).toContain(
    `/tried?instanceID=${created.instanceID}&processName=Dry%20run&eventType=created`,
  );
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
});

test("a delivery that is no more says how long they are kept, with one logo", async ({ signIn }) => {
  const page = await signIn("developer");
  await page.goto(`${log}/dlv_999999999`);
  await expect(page.getByText("Finished deliveries are kept 30 days")).toBeVisible();
  await expect(page.getByText("Callboard", { exact: true }).filter({ visible: true })).toHaveCount(1);
  await lookAt(page, "a delivery that is no more");
  await page.goto("/instances/no-such-instance-1");
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
  await page.setViewportSize({ width: 1280, height: 860 });
  await expect(page.getByText("Callboard", { exact: true }).filter({ visible: true })).toHaveCount(1);
});
