import { configure, expect, openWebhooks, test } from "./fixtures";
import { lookAt } from "./look-at";

test("a save that cancels what waits asks before, says so after, and is undone with one button", async ({
  signIn,
  receiver,
  api,
}) => {
  const page = await signIn("developer");
  const [url, instead] = [`${receiver.url}/orders`, `${receiver.url}/instead`];
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const { items } = (await (await api("developer", "GET", "/api/endpoints")).json()) as {
    items: { endpointID: string; url: string }[];
  };
  const endpointID = items.find((one) => one.url === url)?.endpointID ?? "";
  expect((await api("developer", "POST", `/api/endpoints/${endpointID}/suspend`)).status).toBe(200);
  for (const _ of [1, 2, 3]) {
    await api("developer", "POST", "/api/instances/create", { processName: "Orders" });
  }

  const dialog = await openWebhooks(page);
  const area = dialog.getByRole("textbox", { name: "Created callback URLs" });
  const question = page.getByRole("dialog", { name: "Cancel waiting deliveries?" });
  await area.fill("https://nothing.invalid/");
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText(/^Line 1: nothing\.invalid is an internal name\./)).toBeVisible();
  await expect(question).toBeHidden();
  await area.fill(instead);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(question).toContainText(`This cancels 3 waiting deliveries to ${url}.`);
  await lookAt(page, "cancel-question");
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(question).toBeHidden();
  await expect(area).toHaveValue(instead);
  await expect(dialog.getByRole("button", { name: "OK" })).toBeFocused();

  await dialog.getByRole("button", { name: "OK" }).click();
  await question.getByRole("button", { name: "Cancel them" }).click();
  await expect(dialog).toBeHidden();
  const said = page.getByRole("status").filter({ hasText: "Callback URLs saved." });
  await expect(said).toContainText(`Cancelled: 3 waiting deliveries to ${url}.`);
  await lookAt(page, "cancelled-toast");
  const pending = async () => {
    const answer = await api(
      "developer",
      "GET",
      `/api/deliveries?status=pending&url=${encodeURIComponent(url)}`,
    );
    return ((await answer.json()) as { items: unknown[] }).items.length;
  };
  expect(await pending()).toBe(0);
  await said.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Undone." })).toBeVisible();
  await expect(page.getByRole("button", { name: "Webhooks", exact: true })).toBeFocused();
  expect(await pending()).toBe(3);
  await expect(
    (await openWebhooks(page)).getByRole("textbox", { name: "Created callback URLs" }),
  ).toHaveValue(url);

  expect(receiver.received).toHaveLength(0);
  await api("developer", "POST", `/api/endpoints/${endpointID}/resume`);
  await expect.poll(() => receiver.received.length).toBe(3);
});

test("of one delivery the question speaks as of one", async ({ signIn, receiver, api }) => {
  const page = await signIn("developer");
  const [url, instead] = [`${receiver.url}/single`, `${receiver.url}/instead-of-it`];
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const { items } = (await (await api("developer", "GET", "/api/endpoints")).json()) as {
    items: { endpointID: string; url: string }[];
  };
  const endpointID = items.find((one) => one.url === url)?.endpointID ?? "";
  expect((await api("developer", "POST", `/api/endpoints/${endpointID}/suspend`)).status).toBe(200);
  await api("developer", "POST", "/api/instances/create", { processName: "Single" });

  const dialog = await openWebhooks(page);
  await dialog.getByRole("textbox", { name: "Created callback URLs" }).fill(instead);
  await dialog.getByRole("button", { name: "OK" }).click();
  const question = page.getByRole("dialog", { name: "Cancel a waiting delivery?" });
  await expect(question).toContainText(`This cancels 1 waiting delivery to ${url}.`);
  await expect(question).toContainText("It is not sent any more.");
  await question.getByRole("button", { name: "Cancel it" }).click();
  await expect(dialog).toBeHidden();
  await configure(page, () => []);
});
