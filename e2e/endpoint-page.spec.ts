import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Received } from "@/lib/testing/receiver";
import { forgetStats, inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { repeatNextAction } from "./lose-answer";
import { noteSecret } from "./secrets";
import { server } from "./servers";

const developer = "/administration/developer";

/** Whether the stock library accepts the callback with this secret. */
function verifies(secret: string, { path, headers }: Received): boolean {
  try {
    new Webhook(secret).verify(`"${path.split("?")[1]}"`, Object.fromEntries(headers));
    return true;
  } catch {
    return false;
  }
}

test("an endpoint's page shows its health, deliveries and secret; the secret is rotated, and both sign for a day", async ({
  signIn,
  api,
  receiver,
}) => {
  test.setTimeout(180_000);
  receiver.answer(({ path }) => (path.includes("eventType=deleted") ? { status: 500, body: "no" } : {}));
  const page = await signIn("developer");
  const key = noteSecret(`query-secret-${randomUUID()}`);
  const url = `${receiver.url}/endpoint/${"a-long-path/".repeat(12)}?key=${key}`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const create = async () => {
    const before = receiver.received.length;
    await api("user", "POST", "/api/instances/create", { processName: "Endpoint page" });
    const request = (await receiver.until((received) => received.length > before)).at(-1);
    if (!request) throw new Error("Nothing was received.");
    return request;
  };
  const first = await create();

  await page.goto(developer);
  await page
    .getByRole("table")
    .first()
    .getByRole("link", { name: url.replace("https://", "") })
    .click();
  await expect(page.getByRole("heading", { name: url })).toBeVisible();
  await expect(page.getByRole("region", { name: "Attempts", exact: true })).toContainText("1 attempt");
  await expect(page.getByRole("slider", { name: "Attempts over the last 24 hours" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Delivered · 200" })).toContainText("1 · 100 %");
  await page.getByRole("link", { name: "7 days" }).click();
  await expect(page.getByRole("slider", { name: "Attempts over the last 7 days" })).toBeVisible();
  await expect(page.getByRole("table").getByText("Delivered", { exact: true })).toBeVisible();

  await page.getByRole("combobox", { name: "Event" }).selectOption("deleted");
  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByText(/Test failed · 500/)).toBeVisible();
  await page.getByText("Request and response").click();
  await expect(page.getByRole("region", { name: "Request of the test, as sent" })).toContainText(
    "instanceID=callboard-test&processName=callboard-test&eventType=deleted HTTP/1.1",
  );

  const card = page.locator("section").filter({ has: page.getByRole("heading", { name: "Signing secret" }) });
  const secret = async () => {
    await card.getByRole("button", { name: "Show the signing secret" }).click();
    await expect(card.getByRole("code")).toHaveText(/^whsec_[\w+/=]{44}$/);
    return noteSecret((await card.getByRole("code").textContent()) ?? "");
  };
  await expect(card).toContainText("The signing secret is hidden.");
  const old = await secret();
  expect(verifies(old, first)).toBe(true);
  await expect(card.getByRole("button", { name: "Copy the signing secret" })).toBeVisible();
  await lookAt(page, "an endpoint with its secret shown");

  await card.getByRole("button", { name: "Rotate the signing secret" }).click();
  const question = page.getByRole("dialog", { name: "Rotate the signing secret?" });
  await expect(question).toContainText("24 hours from now, every callback carries two signatures");
  await lookAt(page, "the question before a rotation");
  await repeatNextAction(page);
  await question.getByRole("button", { name: "Rotate" }).click();
  await expect(page.getByText("was not rotated again")).toBeVisible();
  await expect(card).toContainText("The previous secret is also valid until");
  await expect(card).toContainText("The signing secret is hidden.");
  const fresh = await secret();
  const both = await create();
  expect([verifies(old, both), verifies(fresh, both), fresh === old]).toEqual([true, true, false]);

  await page.getByRole("button", { name: "Suspend" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  const note = page.getByText(/Suspended by hand by developer of the tests\. Suspended/);
  await expect(note).toBeVisible();
  await lookAt(page, "a suspended endpoint");
  const states = page.locator("section").filter({ has: page.getByRole("heading", { name: "States" }) });
  await expect(states.getByRole("listitem").first()).toContainText(
    "Suspended by hand by developer of the tests.",
  );
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(states.getByRole("listitem").first()).toContainText("Resumed by developer of the tests.");
  await expect(note).toBeHidden();

  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("link", { name: "State and attempts of this URL" }).click();
  await page.waitForURL(/\/endpoints\/ep_\d+$/);
  const address = page.url();
  await expect(page.getByRole("heading", { name: url })).toBeVisible();

  await configure(page, () => []);
  await page.goto(address);
  await expect(page.getByText(/This URL was removed from Instance Callback URLs/)).toBeVisible();
});

test("failures are told apart by cause in bars, words, by keyboard and as a table, for each span in the address", async ({
  signIn,
  api,
  receiver,
}) => {
  test.setTimeout(120_000);
  const page = await signIn("developer");
  const url = `${receiver.url}/causes`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url === url);
  await inDatabase(
    server.dataDir,
    `with cause (outcome, status_code, latency, attempts) as (
       values ('delivered'::attempt_outcome, 200, 70, 900), ('http_error', 500, 60, 40), ('http_error', 503, 80, 30),
         ('connection_refused', 0, 0, 20), ('timeout', 0, 0, 10)
     ), half_hours as (
       insert into attempt_stats (endpoint_id, half_hour, outcome, status_code, latency, attempts)
       select $1, date_bin('30 min', now(), '2000-01-01T00:00:00Z') - interval '1 d' * days, outcome, status_code, latency, attempts
       from cause, unnest(array[0, 3, 20]) as days
     )
     insert into attempt_minute_stats (endpoint_id, minute, outcome, status_code, latency, attempts)
     select $1, date_bin('1 min', now(), '2000-01-01T00:00:00Z') - interval '5 min', outcome, status_code, latency, 1 from cause`,
    [Number(endpointID.slice(3))],
  );
  const path = `${developer}/endpoints/${endpointID}`;
  await page.goto(path);
  const attempts = page.getByRole("region", { name: "Attempts", exact: true });
  for (const text of [
    "Delivered · 200900 · 90.0 %",
    "50040 · 4.0 %",
    "50330",
    "Connection refused20",
    "Timed out10",
  ]) {
    await expect(attempts.getByRole("listitem").filter({ hasText: text })).toBeVisible();
  }
  await expect(attempts).toContainText("busiest half hour: 1,000");
  await expect(page.getByRole("region", { name: "Time to answer", exact: true })).toContainText(
    /p50 ≈\s42\sms.*p95 ≈\s42\sms.*p99 ≈\s99\sms/,
  );

  const chart = page.getByRole("slider", { name: "Attempts over the last 24 hours" });
  await chart.focus();
  await page.keyboard.press("End");
  await expect(chart).toHaveAttribute(
    "aria-valuetext",
    /^\d+ \w+ \d{4}, \d\d:\d\d to (?:\d+ \w+ \d{4}, )?\d\d:\d\d: Delivered 900, 500 40, 503 30, Connection refused 20, Timed out 10$/,
  );
  await page.keyboard.press("ArrowLeft");
  await expect(chart).toHaveAttribute("aria-valuetext", /: no calls$/);
  await page.keyboard.press("Escape");
  await expect(chart).toHaveAttribute("aria-valuetext", /Arrow keys/);
  await attempts.getByText("As a table").click();
  await expect(attempts.getByRole("row")).toHaveCount(2);
  await expect(attempts.getByRole("row").last()).toContainText("900403020");

  for (const [span, total] of [
    ["7 days", "2,000 attempts"],
    ["30 days", "3,000 attempts"],
    ["1 hour", "5 attempts"],
  ] as const) {
    await page.getByRole("link", { name: `Last ${span}` }).click();
    await expect(attempts).toContainText(total);
  }
  expect(new URL(page.url()).searchParams.get("span")).toBe("1h");
  await page.goBack();
  await expect(attempts).toContainText("3,000 attempts");
  await expect(page.getByRole("table", { name: "When each attempt comes" }).getByRole("row")).toHaveCount(10);
  await lookAt(page, "an endpoint with causes");
  await forgetStats(server.dataDir, "url like '%/causes'");
  await configure(page, () => []);
});

test("a URL is given a name and a note, which its page, the history and the API show", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  const url = `${receiver.url}/named`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url === url);
  await page.goto(`${developer}/endpoints/${endpointID}`);
  await page.getByRole("button", { name: "Name", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Name and note" });
  await dialog.getByLabel("Name").fill("CRM production");
  await dialog.getByLabel("Note").fill("Ask the CRM team\nbefore resending.");
  await lookAt(page, "the dialog of name and note");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /CRM production/ })).toBeVisible();
  await expect(page.getByText("before resending.")).toBeVisible();
  await expect(page.locator("main").getByText(url).first()).toBeVisible();
  expect((await (await api("developer", "GET", "/api/endpoints")).json()).items).toContainEqual(
    expect.objectContaining({
      endpointID,
      name: "CRM production",
      note: "Ask the CRM team\nbefore resending.",
    }),
  );
  await page.getByRole("link", { name: "History", exact: true }).last().click();
  await expect(page.getByText("URL's name or note changed")).toBeVisible();
  await expect(page.getByRole("link", { name: "CRM production" }).first()).toBeVisible();
  await configure(page, () => []);
});

test("a URL that was never called says so; one that does not exist is not found; a User is told who may", async ({
  signIn,
  api,
}) => {
  test.setTimeout(120_000);
  const page = await signIn("administrator");
  await configure(page, (type) => (type === "Updated" ? ["http://127.0.0.1:9999/never"] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints")).json();
  const path = `${developer}/endpoints/${items[0].endpointID}`;
  await page.goto(path);
  await expect(page.getByText("Not called in the last 24 hours")).toBeVisible();
  await lookAt(page, "an endpoint that was never called");
  for (const id of ["ep_999999", "ep_0", "dlv_1", "nothing"]) {
    expect((await page.goto(`${developer}/endpoints/${id}`))?.status()).toBe(404);
  }
  const user = await signIn("user");
  expect((await user.goto(path))?.status()).toBe(403);
  await expect(user.getByText(/needs the role Administrator/)).toBeVisible();
  await configure(page, () => []);
});

test("one leaves an endpoint's page while its test waits for an answer", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/slow`] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find(({ url }: { url: string }) => url === `${receiver.url}/slow`);
  await page.goto(`${developer}/endpoints/${endpointID}`);
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  receiver.answer(async () => {
    await held;
    return {};
  });
  let isAnswered = false;
  page.on("response", (response) => {
    isAnswered ||= "next-action" in response.request().headers();
  });
  await page.getByRole("button", { name: "Send a test" }).click();
  await receiver.until((received) => received.length === 1);
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Process instances" })
    .click();
  await expect(page.getByRole("heading", { name: "Process instances" })).toBeVisible();
  expect(isAnswered).toBe(false);
  answer();
  await configure(page, () => []);
});
