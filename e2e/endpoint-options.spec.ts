import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";

/** What is set for one URL on its page. */

const developer = "/administration/developer";

test("a URL's list of processes is typed on its page; what it leaves out says so", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  const url = `${receiver.url}/only-some`;
  await configure(page, (type) => (type === "Created" ? [url, `${receiver.url}/all`] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints?limit=200")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url === url);
  await page.goto(`${developer}/endpoints/${endpointID}`);
  await expect(page.getByText("Called for every process.")).toBeVisible();
  await page.getByRole("button", { name: "Edit the processes" }).click();
  const dialog = page.getByRole("dialog", { name: "Only these processes" });
  const names = dialog.getByRole("textbox", { name: "Process names" });
  await names.fill("Leave Request\nleave/request");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(names).toHaveAccessibleDescription(/^Line 2 may hold letters/);
  await expect(names).toBeFocused();
  await names.fill("Leave Request");
  await lookAt(page, "typing processes");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Called for these only:")).toBeVisible();
  await page.getByRole("button", { name: "Help: Processes" }).click();
  await expect(page.getByRole("dialog", { name: "Help" })).toContainText("letter by letter");
  await page.keyboard.press("Escape");
  await lookAt(page, "a URL with a list of processes");

  const create = async (processName: string) => {
    const answer = await api("user", "POST", "/api/instances/create", { processName });
    return (await answer.json()) as { instanceID: string };
  };
  await create("Leave Request");
  const { instanceID } = await create("Order of somebody");
  await receiver.until((received) => received.length === 3);
  expect(receiver.received.filter(({ path }) => path.startsWith("/only-some"))).toHaveLength(1);
  await page.goto(`/instances/${instanceID}`);
  await expect(page.getByText("1 URL does not want this process")).toBeVisible();
  const sent = await (await api("developer", "GET", `/api/deliveries?instanceID=${instanceID}`)).json();
  await page.goto(`${developer}/deliveries/${sent.items[0].deliveryID}`);
  await page.getByText("1 URL left this event out").click();
  await expect(page.getByRole("listitem").getByRole("link", { name: /only-some/ })).toBeVisible();
  await lookAt(page, "a delivery whose event a URL left out");

  await configure(page, (type) => (type === "Created" ? [url] : []));
  const alone = await create("Order of somebody");
  await page.goto(`${developer}/deliveries?outcome=process_not_wanted&status=not_sent`);
  await expect(page.getByText("No Created URL wants Order of somebody").first()).toBeVisible();
  await lookAt(page, "the log of what no URL wants");
  await page.goto(`/instances/${alone.instanceID}`);
  await expect(page.getByText("Not sent: no URL wants this process")).toBeVisible();
});

test("a URL's rate is typed on its page; what waits for its turn says why", async ({
  signIn,
  api,
  receiver,
}) => {
  const page = await signIn("developer");
  const url = `${receiver.url}/rated`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints?limit=200")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url === url);
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.goto(`${developer}/endpoints/${endpointID}`);
  await expect(page.getByText("As fast as it answers.")).toBeVisible();
  await page.getByRole("button", { name: "Edit the rate" }).click();
  const dialog = page.getByRole("dialog", { name: "Rate of this URL" });
  const perSecond = dialog.getByRole("textbox", { name: "Calls a second" });
  await perSecond.fill("often");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(perSecond).toHaveAccessibleDescription(/must be a number from 0.1 to 1,000/);
  await perSecond.fill("0.1");
  await dialog.getByRole("textbox", { name: "Calls at once" }).fill("1");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("This URL takes at most 0.1 calls a second and 1 at once.")).toBeVisible();
  await lookAt(page, "a URL with a rate");

  for (let n = 0; n < 4; n += 1) await api("user", "POST", "/api/instances/create", { processName: "Rated" });
  await receiver.until((received) => received.length === 1);
  const waiting = await (await api("developer", "GET", "/api/deliveries?processName=Rated&limit=1")).json();
  await page.goto(`${developer}/deliveries/${waiting.items[0].deliveryID}`);
  await expect(page.getByText("Held: rate")).toBeVisible();
  await expect(page.getByText("This URL takes at most 0.1 calls a second and 1 at once.")).toBeVisible();
  await lookAt(page, "a delivery that waits for its URL's rate");
  const nothing = { perSecond: null, atOnce: null };
  await api("developer", "PUT", `/api/endpoints/${endpointID}/rate`, nothing);
  await receiver.until((received) => received.length === 4);
});

test("a URL's retry schedule is typed on its page, and its deliveries count by it", async ({
  signIn,
  api,
  receiver,
}) => {
  receiver.answer(() => ({ status: 500 }));
  const page = await signIn("developer");
  const url = `${receiver.url}/rarely`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints?limit=200")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url === url);
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.goto(`${developer}/endpoints/${endpointID}`);
  await expect(page.getByText("10 attempts at most")).toBeVisible();
  await page.getByRole("button", { name: "Edit the retries" }).click();
  const dialog = page.getByRole("dialog", { name: "Retries of this URL" });
  const pauses = dialog.getByRole("textbox", { name: "Pauses" });
  await pauses.fill("now and then");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(pauses).toHaveAccessibleDescription(/is not a duration/);
  await pauses.fill("1h, 2h");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("3 attempts at most")).toBeVisible();
  await expect(page.getByText("This URL has a schedule of its own.")).toBeVisible();
  await lookAt(page, "a URL with a retry schedule of its own");

  await api("user", "POST", "/api/instances/create", { processName: "Rarely" });
  await receiver.until((received) => received.length === 1);
  const sent = await (await api("developer", "GET", "/api/deliveries?processName=Rarely")).json();
  await page.goto(`${developer}/deliveries/${sent.items[0].deliveryID}`);
  await expect(page.getByText("1 of at most 3", { exact: true })).toBeVisible();
  await configure(page, () => []);
});
