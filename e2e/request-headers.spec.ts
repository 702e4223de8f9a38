import { randomUUID } from "node:crypto";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { noteSecret } from "./secrets";

test("a header is added, changed and removed on the URL's page; calls and tests carry it, and no page holds its value", async ({
  signIn,
  api,
  receiver,
}) => {
  test.setTimeout(120_000);
  const page = await signIn("developer");
  const url = `${receiver.url}/request-headers`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url === url);
  const address = `/administration/developer/endpoints/${endpointID}`;
  await page.goto(address);
  const card = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "Request headers" }) });
  await expect(card).toContainText("None of its own.");
  await card.getByRole("button", { name: "Help: Request headers" }).click();
  await expect(page.getByRole("dialog", { name: "Help" })).toContainText("Values are secrets");
  await page.keyboard.press("Escape");

  const token = noteSecret(`header-secret-${randomUUID()}`);
  await card.getByRole("button", { name: "Add header" }).click();
  const adding = page.getByRole("dialog", { name: "Add a request header" });
  await adding.getByLabel("Name").fill("Content-Length");
  await adding.getByLabel("Value").fill(` ${token}`);
  await adding.getByRole("button", { name: "Save" }).click();
  await expect(adding).toContainText("about the connection or frames the message");
  await expect(adding).toContainText("The value begins or ends with a blank. Remove it.");
  await expect(adding.getByLabel("Name")).toBeFocused();
  await expect(adding).toContainText("whoever is on the way can read the value");
  await lookAt(page, "a request header that is refused");
  await adding.getByLabel("Name").fill("Authorization");
  await adding.getByLabel("Value").fill(`Bearer ${token}`);
  await adding.getByLabel("Value").press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "Authorization saved." })).toBeVisible();
  await expect(card).toContainText("Authorization: ••••");

  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("Request and response").click();
  await expect(page.getByRole("region", { name: "Request of the test, as sent" })).toContainText(
    "Authorization: ••••",
  );
  await api("user", "POST", "/api/instances/create", { processName: "Request headers" });
  const received = await receiver.until((all) => all.length === 2);
  for (const { headers } of received) expect(headers).toContainEqual(["authorization", `Bearer ${token}`]);
  await lookAt(page, "an endpoint with a request header");

  await page.goto(address);
  await page.getByRole("table").getByRole("link").first().click();
  const request = page.getByRole("region", { name: "Request of attempt 1, as sent" });
  await expect(request).toContainText("Authorization: ••••");
  for (const path of [
    page.url(),
    address,
    "/administration/developer",
    "/administration/developer/history",
  ]) {
    expect(await (await page.request.get(path)).text()).not.toContain(token);
  }

  await page.goto(address);
  await card.getByRole("button", { name: "Change Authorization" }).click();
  await page.getByLabel("New value").fill("Bearer another-one");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await card.getByRole("button", { name: "Remove Authorization" }).click();
  const question = page.getByRole("dialog", { name: "Remove Authorization?" });
  await lookAt(page, "the question before a request header is removed");
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(card).toContainText("None of its own.");
  await expect(card.getByRole("button", { name: "Add header" })).toBeFocused();
  await page.goto("/administration/developer/history");
  await expect(page.getByRole("article").filter({ hasText: "request headers changed" })).toHaveCount(3);
});
