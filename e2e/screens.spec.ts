import { expect, openWebhooks, pressOk, test } from "./fixtures";
import { lookAt } from "./look-at";
import { loseNextAnswer } from "./lose-answer";
import { server } from "./servers";

test("every screen fits 1920, 1280, 768 and 360 px, in light and dark, and axe finds nothing moderate", async ({
  signIn,
  api,
  receiver,
}) => {
  test.setTimeout(240_000);
  const answers = [
    { path: "/bad", answer: { status: 503, body: "x".repeat(3_000) } },
    { path: "/gone", answer: { status: 410 } },
  ];
  receiver.answer(({ path }) => answers.find((one) => path.startsWith(one.path))?.answer ?? {});
  const page = await signIn("administrator");
  const dialog = await openWebhooks(page);
  await dialog.getByRole("switch", { name: "Enable Created Callback?" }).setChecked(true);
  await dialog
    .getByRole("textbox", { name: "Created callback URLs" })
    .fill(
      `${receiver.url}/good\n${receiver.url}/gone\n${receiver.url}/bad/${"a-long-path/".repeat(30)}?and=query`,
    );
  await pressOk(page);
  const longest =
    "A process with a name of exactly one hundred letters so that every screen must cope with it in full.1";
  const { instanceID } = await (
    await api("administrator", "POST", "/api/instances/create", {
      processName: longest.slice(0, 100),
      Status: "S".repeat(100),
      FieldsMappings: [{ fieldname: "f".repeat(200), value: "v".repeat(5_000) }],
    })
  ).json();
  await receiver.until((received) => received.length >= 3);
  await page.goto(`/administration/developer/deliveries?instanceID=${instanceID}`);
  const link = page.getByRole("table").getByRole("link").first();
  const delivery = (await link.getAttribute("href")) ?? "";
  for (const path of [
    "/instances",
    "/instances/new",
    `/instances/${instanceID}`,
    "/administration/developer",
    "/administration/developer/deliveries",
    "/administration/developer/deliveries?status=not_sent",
    "/administration/developer/deliveries?instanceID=nothing-of-the-kind",
    delivery,
    "/administration/developer/receivers",
    "/administration/developer/notices",
    "/administration/developer/tokens",
    "/administration/developer/history",
    "/administration/developer/reconciliation",
    "/administration/users",
    "/account",
    "/no-such-page",
  ]) {
    await page.goto(path);
    await lookAt(page, path);
  }
  await page.goto(`/instances/${instanceID}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await lookAt(page, "editing an instance");
});

test("the dialog with errors, previews and help fits, and axe finds nothing moderate", async ({ signIn }) => {
  test.setTimeout(120_000);
  const page = await signIn("developer");
  const dialog = await openWebhooks(page);
  await dialog
    .getByRole("textbox", { name: "Updated callback URLs" })
    .fill(`https://hooks.example.com/${"long/".repeat(60)}\nftp://x\nhttp://10.0.0.5/`);
  await dialog.getByRole("button", { name: "OK" }).click();
  await expect(dialog.getByText(/^Line 2/)).toBeVisible();
  await lookAt(page, "dialog");
  await dialog.getByRole("button", { name: "Help: Enable Updated Callback" }).click();
  await lookAt(page, "dialog with help");
});

test("what people see who are signed out, lack the role or met a fault fits, and axe finds nothing moderate", async ({
  page,
  signIn,
}) => {
  for (const path of ["/sign-in", "/setup?code=wrong", "/no-such-page"]) {
    await page.goto(path);
    await lookAt(page, `${path}, signed out`);
  }
  const user = await signIn("user");
  for (const path of [
    "/administration/developer",
    "/administration/developer/deliveries",
    "/administration/users",
    "/instances/nobody-1",
  ]) {
    await user.goto(path);
    await lookAt(user, `${path}, as a User`);
  }
});

test("on a narrow screen the menu opens by its button and leads everywhere", async ({ signIn }) => {
  const page = await signIn("administrator");
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto("/instances");
  await page.getByRole("button", { name: "Open menu" }).click();
  await page.getByRole("dialog", { name: "Menu" }).getByRole("link", { name: "Developer" }).click();
  await expect(page.getByRole("heading", { name: "Developer resources" })).toBeVisible();
  await expect(page.getByRole("dialog", { name: "Menu" })).toBeHidden();
});

test("an administrator makes a user, who signs in with the password shown once", async ({
  signIn,
  browser,
}) => {
  const page = await signIn("administrator");
  await page.goto("/administration/users");
  await page.getByRole("button", { name: "New user" }).click();
  const dialog = page.getByRole("dialog", { name: "New user" });
  const email = `grace-${Date.now()}@e2e.example.com`;
  await dialog.getByLabel("Name").fill("Grace Newcomer");
  await dialog.getByLabel("Email").fill("not an address");
  await dialog.getByRole("button", { name: "Create user" }).click();
  await expect(dialog.getByText("Enter an email address such as ada@example.com.")).toBeVisible();
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByRole("button", { name: "Create user" }).click();
  const shown = page.getByRole("dialog", { name: "Password" });
  const password = (await shown.locator("code").textContent()) ?? "";
  await shown.getByRole("button", { name: "Done" }).click();

  const theirs = await (await browser.newContext({ baseURL: server.url })).newPage();
  await theirs.goto("/sign-in");
  await theirs.getByLabel("Email").fill(email);
  await theirs.getByLabel("Password").fill(password);
  await theirs.getByRole("button", { name: "Sign in" }).click();
  await expect(theirs).toHaveURL(/\/instances$/);

  const row = page.getByRole("row").filter({ hasText: email });
  await row.getByRole("button", { name: "Disable Grace Newcomer" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(row.getByText("Disabled")).toBeVisible();
  await theirs.goto("/instances");
  await expect(theirs).toHaveURL(/\/sign-in/);
  await theirs.context().close();
});

test("when the answer about a new user is lost, nothing is claimed, and trying again does no harm", async ({
  signIn,
}) => {
  const page = await signIn("administrator");
  const email = `lost-${Date.now()}@e2e.example.com`;
  await page.goto("/administration/users");
  await page.getByRole("button", { name: "New user" }).click();
  const dialog = page.getByRole("dialog", { name: "New user" });
  const create = dialog.getByRole("button", { name: "Create user" });
  await dialog.getByLabel("Name").fill("Lost Answer");
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByLabel("Role").selectOption("developer");
  await loseNextAnswer(page);
  await create.click();
  await expect(dialog.getByRole("alert")).toContainText("it is not known whether the user was created");
  await expect(create).toBeFocused();
  await expect(dialog.getByLabel("Name")).toHaveValue("Lost Answer");
  await expect(dialog.getByLabel("Role")).toHaveValue("developer");
  await lookAt(page, "new user, the answer lost");
  await create.click();
  await expect(dialog.getByText(`Somebody already has the email ${email}.`)).toBeVisible();
  await expect(dialog.getByRole("alert")).toBeHidden();
  await expect(dialog.getByLabel("Email")).toBeFocused();
  await page.reload();
  await expect(page.getByRole("row").filter({ hasText: email })).toHaveCount(1);
});
