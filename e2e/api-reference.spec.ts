import { expect, test } from "./fixtures";
import { lookAt } from "./look-at";

const address = "/administration/developer/api";

test("a Developer finds an operation in the reference, and nothing is fetched from elsewhere", async ({
  signIn,
  baseURL,
}) => {
  const page = await signIn("developer");
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    if (/^(https?|wss?):/.test(url) && !url.startsWith(`${baseURL}/`)) elsewhere.push(url);
  });
  await page.goto("/administration/developer");
  await page.getByRole("main").getByRole("link", { name: "API", exact: true }).click();
  await expect(page.getByRole("heading", { name: "API", exact: true })).toBeVisible();
  await expect(
    page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "API", exact: true }),
  ).toHaveAttribute("aria-current", "page");
  const operation = page.getByRole("button", { name: /get \/api\/reconciliation/i });
  await expect(operation).toBeVisible();
  await page.getByPlaceholder("Filter by tag or path").fill("reconciliation");
  await expect(page.getByRole("button", { name: /post \/api\/instances\/create/i })).toHaveCount(0);
  await operation.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("the role Administrator or Developer").first()).toBeVisible();
  await lookAt(page, "the API reference");
  expect(elsewhere).toEqual([]);
});

test("a token can be entered by everybody, at every size, in light and dark", async ({ signIn }) => {
  const page = await signIn("administrator");
  await page.goto(address);
  await page.getByRole("button", { name: "Authorize" }).first().click();
  await expect(page.getByRole("heading", { name: "Available authorizations" })).toBeVisible();
  await lookAt(page, "the API reference, entering a token");
});

test("a call made in the reference carries the token that was entered, and never the session", async ({
  signIn,
  tokenOf,
}) => {
  const page = await signIn("developer");
  await page.goto(`${address}#/Deliveries/reconcile`);
  const tryIt = page.getByRole("button", { name: "Try it out" });
  await tryIt.click();
  const answered = async () => {
    const response = page.waitForResponse((one) => one.url().includes("/api/reconciliation"));
    await page.getByRole("button", { name: "Execute" }).click();
    return response;
  };
  // The browser reports the refusal itself, which is what is expected here.
  const refused = await answered();
  expect(refused.status()).toBe(401);
  expect((await refused.request().allHeaders()).cookie).toBeUndefined();
  await page.getByRole("button", { name: "Authorize" }).first().click();
  await page.getByRole("textbox", { name: "auth-bearer-value" }).fill(await tokenOf("developer"));
  await page.getByRole("button", { name: "Apply credentials" }).click();
  await page.getByRole("button", { name: "Close" }).last().click();
  const served = await answered();
  expect(served.status()).toBe(200);
  const headers = await served.request().allHeaders();
  expect([headers.authorization?.slice(0, 11), headers.cookie]).toEqual(["Bearer cbt_", undefined]);
});

test("where the library does not come, the page says so instead of loading for ever", async ({ signIn }) => {
  const page = await signIn("developer");
  await page.route("**/swagger-ui-bundle*", (route) => route.abort());
  await page.goto(address);
  await expect(
    page.getByText("The reference cannot be loaded at the moment. Load the page again."),
  ).toBeVisible();
  await expect(page.getByText("Loading the reference …")).toHaveCount(0);
  await page.unroute("**/swagger-ui-bundle*");
  await page.reload();
  await expect(page.getByRole("button", { name: /get \/api\/reconciliation/i })).toBeVisible();
});

test("no other page carries the library, and a User is told which role is needed", async ({ signIn }) => {
  const developer = await signIn("developer");
  await developer.goto("/administration/developer");
  await expect(developer.getByRole("heading", { name: "Developer resources" })).toBeVisible();
  const largest = await developer.evaluate(() =>
    Math.max(
      ...performance
        .getEntriesByType("resource")
        .map((entry) => (entry instanceof PerformanceResourceTiming ? entry.decodedBodySize : 0)),
    ),
  );
  expect(largest).toBeLessThan(1_000_000);
  const user = await signIn("user");
  await user.goto("/instances");
  await expect(user.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "API" })).toHaveCount(
    0,
  );
  const answer = await user.request.get(address);
  expect(answer.status()).toBe(403);
});
