import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { Received } from "@/lib/testing/receiver";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { noteSecret } from "./secrets";

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
  await expect(page.getByRole("region", { name: "Attempts" })).toContainText("1 attempt");
  await expect(
    page.getByRole("img", { name: /over the last 24 hours: 1 delivered, 0 failed/ }),
  ).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Delivered · 200" })).toContainText("1 · 100 %");
  await page.getByRole("link", { name: "7 days" }).click();
  await expect(page.getByRole("img", { name: /over the last 7 days: 1 delivered/ })).toBeVisible();
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
  await question.getByRole("button", { name: "Rotate" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Rotated. The new secret counts" })).toBeVisible();
  await expect(card).toContainText("The secret before is valid as well until");
  await expect(card).toContainText("The signing secret is hidden.");
  const fresh = await secret();
  const both = await create();
  expect([verifies(old, both), verifies(fresh, both), fresh === old]).toEqual([true, true, false]);

  await page.getByRole("button", { name: `Suspend ${url}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByText("Suspended by hand by developer of the tests.")).toBeVisible();
  await lookAt(page, "a suspended endpoint");
  await page.getByRole("button", { name: `Resume ${url}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await expect(page.getByText("Suspended by hand by developer of the tests.")).toBeHidden();

  await page.getByRole("table").getByRole("link").first().click();
  await page.getByRole("link", { name: "How this URL does" }).click();
  await page.waitForURL(/\/endpoints\/ep_\d+$/);
  const address = page.url();
  await expect(page.getByRole("heading", { name: url })).toBeVisible();

  await configure(page, () => []);
  await page.goto(address);
  await expect(page.getByText(/This URL was removed from Instance Callback URLs/)).toBeVisible();
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
