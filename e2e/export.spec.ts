import { readFile } from "node:fs/promises";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";

const log = "/administration/developer/deliveries";

test("what matches the filters is saved as CSV and NDJSON, row for row as the list has it", async ({
  signIn,
  receiver,
  api,
}) => {
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/export?key=a,b`] : []));
  const processName = `Export ${Date.now()}`;
  for (const _ of [1, 2, 3]) await api("developer", "POST", "/api/instances/create", { processName });
  const listed = async () => {
    const answer = await api(
      "developer",
      "GET",
      `/api/deliveries?processName=${processName}&status=delivered`,
    );
    return ((await answer.json()) as { items: { deliveryID: string }[] }).items.map((one) => one.deliveryID);
  };
  await expect.poll(async () => (await listed()).length).toBe(3);

  await page.goto(`${log}?processName=${processName}&status=delivered`);
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export" });
  await expect(dialog.getByRole("status")).toHaveText("3 rows match now");
  await lookAt(page, "export");
  const save = async (format: string) => {
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: `Save as ${format}` }).click();
    await expect(dialog.getByRole("status")).toContainText("Saved 3 rows as ");
    const file = await download;
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
  };
  const csv = await save("CSV");
  expect(csv.name).toMatch(/^deliveries_\d{4}-\d\d-\d\d-\d{6}_.*delivered.*\.csv$/);
  const [head, ...lines] = csv.text.trimEnd().split("\r\n");
  expect(head).toMatch(/^\ufeffdeliveryID,eventID,eventType,instanceID,processName,url,status,/);
  expect(lines.map((line) => line.split(",")[0])).toEqual(await listed());
  expect(lines[0]).toContain(`,"${receiver.url}/export?key=a,b",delivered,delivered,200,1,`);

  await dialog.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Export" }).click();
  const ndjson = await save("NDJSON");
  const records = ndjson.text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(records.map(({ deliveryID }) => deliveryID)).toEqual(await listed());
  expect(records[0]).toMatchObject({ processName, status: "delivered", statusCode: 200, attempts: 1 });
});

test("the dialog counts the rows as it opens, says that it counts, and saves them also where nobody can", async ({
  signIn,
  api,
}) => {
  const page = await signIn("developer");
  await configure(page, () => []);
  const processName = `Counted ${Date.now()}`;
  const one = () => api("developer", "POST", "/api/instances/create", { processName });
  await one();
  await page.goto(`${log}?processName=${processName}`);
  await expect(page.getByText("1 matches")).toBeVisible();
  await one();

  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**", async (route) => {
    if (!("next-action" in route.request().headers())) return route.fallback();
    await held;
    await route.fallback();
  });
  await page.getByRole("button", { name: "Export" }).click();
  const dialog = page.getByRole("dialog", { name: "Export" });
  await expect(dialog.getByRole("status")).toHaveText("Counting the rows that match …");
  await expect(dialog.getByRole("button", { name: "Save as CSV" })).toBeEnabled();
  await lookAt(page, "export while it is counted");
  release();
  await expect(dialog.getByRole("status")).toHaveText("2 rows match now");
  await dialog.getByRole("button", { name: "Close" }).click();

  await one();
  await page.unroute("**");
  await page.route("**", (route) =>
    "next-action" in route.request().headers() ? route.abort("connectionreset") : route.fallback(),
  );
  await page.getByRole("button", { name: "Export" }).click();
  await expect(dialog.getByRole("alert")).toContainText(
    "How many rows match could not be counted; they can be saved all the same. Callboard could not be reached.",
  );
  await lookAt(page, "export that could not be counted");
  await page.unroute("**");
  await dialog.getByRole("button", { name: "Count again" }).click();
  await expect(dialog.getByRole("status")).toHaveText("3 rows match now");
  await dialog.getByRole("button", { name: "Save as CSV" }).click();
  await expect(dialog.getByRole("status")).toContainText("Saved 3 rows as ");
});

test("an export belongs to who may read deliveries", async ({ signIn, baseURL }) => {
  expect((await fetch(`${baseURL}${log}/export?format=csv`)).status).toBe(401);
  const user = await signIn("user");
  expect((await user.request.get(`${log}/export?format=csv`)).status()).toBe(403);
  const developer = await signIn("developer");
  const asked = async (query: string, headers = {}) =>
    (await developer.request.get(`${log}/export${query}`, { headers })).status();
  expect(await asked("?format=csv", { "sec-fetch-site": "cross-site" })).toBe(403);
  const noSpan = "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z";
  for (const query of ["", "?format=xls", "?format=csv&colour=red", `?format=csv&${noSpan}`]) {
    expect([query, await asked(query)]).toEqual([query, 422]);
  }
  expect(await asked("?format=csv")).toBe(200);
});
