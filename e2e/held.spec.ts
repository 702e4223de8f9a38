import { inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { server } from "./servers";

const banner = "Callbacks are held: nothing is sent.";

test("a restored database holds its callbacks, says so on every page, and an administrator releases them", async ({
  signIn,
  receiver,
  api,
}) => {
  test.setTimeout(120_000);
  const page = await signIn("administrator");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/in`] : []));
  // As after a restore: the row says where another database is.
  await inDatabase(server.dataDir, "update installation set place = 'another/1'");
  try {
    for (const path of ["/instances", "/administration/developer", "/administration/developer/deliveries"]) {
      await page.goto(path);
      await expect(page.getByText(banner)).toBeVisible();
    }
    expect(await (await page.request.get("/api/health/ready")).json()).toMatchObject({ held: true });
    // A save returns when every dispatcher knows the settings, and with them that it is held.
    await configure(page, (type) => (type === "Created" ? [`${receiver.url}/in`] : []));
    await configure(page, (type) => (type === "Updated" ? [] : [`${receiver.url}/in`]));
    await api("administrator", "POST", "/api/instances/create", {
      processName: "Held",
      instanceID: "held-1",
    });
    await page.goto("/administration/developer");
    await lookAt(page, "callbacks held");
    await page.getByRole("button", { name: "It is a copy: switch off" }).click();
    const dialog = page.getByRole("dialog", { name: "Switch callbacks off here?" });
    await lookAt(page, "saying that it is a copy");
    await dialog.getByRole("button", { name: "Cancel", exact: true }).click();
    expect(receiver.received).toEqual([]);

    const developer = await signIn("developer");
    await developer.goto("/instances");
    await expect(
      developer.getByText("An administrator says whether it has moved or is a copy."),
    ).toBeVisible();
    await expect(developer.getByRole("button", { name: "It has moved: go on" })).toHaveCount(0);

    await page.getByRole("button", { name: "It has moved: go on" }).click();
    await page.getByRole("button", { name: "Send from here" }).click();
    await expect(page.getByText("Callbacks go out from here again.")).toBeVisible();
    await expect(page.getByText(banner)).toHaveCount(0);
    await receiver.until((received) => received.length === 1);
    await page.goto("/administration/developer/history");
    await expect(page.getByText("Callbacks released after a restore or move").first()).toBeVisible();
  } finally {
    await inDatabase(server.dataDir, "update installation set place = installation_place()");
  }
});
