import { createServer } from "node:http";
import { listenHere } from "@/lib/testing/ports";
import { inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { noteSecret } from "./secrets";
import { server } from "./servers";

test("the bell tells what went wrong without a reload, counts what is unread, and leads to the URL", async ({
  signIn,
  receiver,
  api,
}) => {
  test.setTimeout(150_000);
  const page = await signIn("developer");
  await configure(page, (type) => (type === "Created" ? [`${receiver.url}/told`] : []));
  await page.goto("/instances");
  const bell = page.getByRole("button", { name: /^Notices/ });
  await expect(bell).toBeVisible();
  const { items } = await (await api("administrator", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find(({ url }: { url: string }) => url.startsWith(receiver.url));
  await api("administrator", "POST", `/api/endpoints/${endpointID}/suspend`);
  await expect(bell).toHaveAccessibleName(/^Notices, \d+\+? unread$/, { timeout: 60_000 });

  const popover = page.getByRole("dialog", { name: "Notices" });
  // What is unread may be of an earlier test; this one may come a moment later.
  await expect(async () => {
    if (await popover.isVisible()) await page.keyboard.press("Escape");
    await bell.click();
    const told = popover.getByRole("link", { name: /^Unread: Suspended by.*\/told/ });
    await expect(told).toHaveCount(1, { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await lookAt(page, "the bell's notices");
  await popover.getByRole("button", { name: "Mark all read" }).click();
  await expect(bell).toHaveAccessibleName("Notices");
  await expect(popover.getByRole("heading", { name: "Notices" })).toBeFocused();
  await expect(popover.getByRole("button", { name: "Mark all read" })).toBeHidden();
  await popover
    .getByRole("link", { name: /^Suspended by.*\/told/ })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/endpoints/${endpointID}$`));
  await expect(popover).toBeHidden();

  await api("administrator", "POST", `/api/endpoints/${endpointID}/resume`);
  await expect(bell).toHaveAccessibleName(/unread$/, { timeout: 60_000 });
  await bell.click();
  await popover.getByRole("link", { name: "All notices" }).click();
  const list = page.getByRole("list", { name: "Notices" });
  await expect(list.getByRole("listitem").first()).toContainText("Resumed by");
  await lookAt(page, "notices");
  await page.getByRole("button", { name: "Mark all read" }).click();
  await expect(page.getByText("All notices are marked as read.")).toBeVisible();
  await page.reload();
  await expect(bell).toHaveAccessibleName("Notices");
});

test("a User has no bell, and nobody else is told what it says", async ({ signIn, page: stranger }) => {
  const page = await signIn("user");
  const bell = "/administration/developer/notices/bell";
  expect((await page.request.get(bell)).status()).toBe(403);
  expect((await stranger.request.get(bell)).status()).toBe(401);
  const developer = await signIn("developer");
  expect(await (await developer.request.get(bell)).json()).toMatchObject({ unread: expect.any(Number) });
  await page.goto("/instances");
  await expect(page.getByRole("button", { name: /^Account of/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Notices/ })).toHaveCount(0);
});

test("an Administrator posts notices to a URL, tests it and sees the secret; a Developer is not offered it", async ({
  signIn,
}) => {
  const bodies: string[] = [];
  const hook = createServer((request, response) => {
    request.on("data", (chunk) => bodies.push(String(chunk)));
    request.on("end", () => response.end());
  });
  const port = await listenHere(hook);
  const page = await signIn("administrator");
  await inDatabase(
    server.dataDir,
    `with long as (
       insert into endpoint (url, url_hash) values ('http://hooks.example.com/' || repeat('a-long-path/', 20), 'long') returning id
     )
     insert into notice (kind, endpoint_id, reason)
     select 'suspended', id, 'Nothing but failures for 120 h; the last: ' || repeat('no answer, ', 20) from long`,
  );
  await page.goto("/administration/developer/notices");
  const url = page.getByRole("textbox", { name: "URL for notices" });
  await url.fill("ftp://pager.example.com");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("The URL: must start with http:// or https://.")).toBeVisible();
  await url.fill(`http://127.0.0.1:${port}/pager`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Saved. From the next notice on.")).toBeVisible();
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect(page.getByText("Test posted. Answered 200 OK.")).toBeVisible();
  expect(JSON.parse(bodies.join(""))).toMatchObject({ type: "test" });
  await page.getByRole("button", { name: "Show the signing secret" }).click();
  const secret = page.getByText(/^whsec_[\w+/=]+$/);
  await expect(secret).toBeVisible();
  noteSecret((await secret.textContent()) ?? "");
  await lookAt(page, "notices by webhook");
  await url.fill("");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("button", { name: "Test", exact: true })).toBeHidden();
  hook.closeAllConnections();
  hook.close();

  const developer = await signIn("developer");
  await developer.goto("/administration/developer/notices");
  await expect(developer.getByText("newest first")).toBeVisible();
  await expect(developer.getByRole("textbox", { name: "URL for notices" })).toHaveCount(0);
});

test("without a mail server the Account page says what is missing, to those who may have notices", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  await page.goto("/account");
  await expect(page.getByRole("heading", { name: "Notices by email" })).toBeVisible();
  await expect(page.getByText("Callboard sends no mail here.")).toBeVisible();
  const user = await signIn("user");
  await user.goto("/account");
  await expect(user.getByRole("heading", { name: "Notices by email" })).toHaveCount(0);
});
