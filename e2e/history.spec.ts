import type { Page } from "@playwright/test";
import { admin, databaseUrlOf, inDatabase } from "./callboard";
import { configure, expect, openWebhooks, test } from "./fixtures";
import { lookAt } from "./look-at";
import { noteSecret } from "./secrets";
import { server } from "./servers";

const path = "/administration/developer/history";
const { dataDir } = server;
const newest = (page: Page) => page.getByRole("article").first();
const restoreIn = (entry: ReturnType<typeof newest>) =>
  entry.getByRole("button", { name: /^Restore these settings/ });

/** The entry's number, from "Entry 12: …". */
async function numberOf(entry: ReturnType<typeof newest>): Promise<string> {
  return /^Entry (\d+)/.exec((await entry.getAttribute("aria-label")) ?? "")?.[1] ?? "";
}

test("a save is on record with its difference, is restored after asking, and the restore is an entry of its own", async ({
  signIn,
  receiver,
}) => {
  test.setTimeout(120_000);
  const page = await signIn("developer");
  const [first, second] = [`${receiver.url}/first?key=s3cret`, `${receiver.url}/second`];
  await configure(page, (type) => (type === "Created" ? [first] : []));
  await configure(page, (type) => (type === "Created" ? [second] : []));
  await page.goto("/administration/developer");
  await page.getByRole("link", { name: /^changed .* by developer of the tests$/ }).click();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await expect(newest(page)).toContainText("Callback settings saved");
  await expect(newest(page)).toContainText("developer of the tests from");
  await expect(newest(page).getByRole("listitem").filter({ hasText: second })).toContainText("added:");
  await expect(newest(page).getByRole("listitem").filter({ hasText: first })).toContainText("removed:");
  const older = page.getByRole("article").nth(1);
  const number = await numberOf(older);

  await restoreIn(older).click();
  const dialog = page.getByRole("dialog", { name: "Restore these settings?" });
  await expect(dialog.getByRole("listitem")).toHaveText([
    `Created: added ${first}`,
    `Created: removed ${second}`,
  ]);
  await lookAt(page, "restoring settings");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(restoreIn(older)).toBeFocused();
  await restoreIn(older).click();
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(
    page.getByRole("status").filter({ hasText: "Settings restored. They apply from now on." }),
  ).toBeVisible();
  await expect(newest(page)).toContainText(`restored from entry ${number}`);
  await expect(newest(page)).toContainText("Callback settings restored");
  await lookAt(page, "history");

  await restoreIn(newest(page)).click();
  await expect(dialog).toContainText("There is nothing to restore.");
  await expect(dialog.getByRole("button", { name: "Restore", exact: true })).toBeHidden();
  await dialog.getByRole("button", { name: "Close" }).click();
  await newest(page)
    .getByRole("link", { name: `entry ${number}` })
    .click();
  await expect(page).toHaveURL(new RegExp(`#aud_${number}$`));
  expect(await numberOf(newest(page))).toBe(number);

  const webhooks = await openWebhooks(page);
  await expect(webhooks.getByRole("textbox", { name: "Created callback URLs" })).toHaveValue(first);
});

test("who restores after somebody else saved is told who and what, and can restore then", async ({
  signIn,
  receiver,
}) => {
  test.setTimeout(120_000);
  const [mine, theirs] = [await signIn("developer"), await signIn("administrator")];
  await configure(mine, (type) => (type === "Updated" ? [`${receiver.url}/kept`] : []));
  await configure(mine, () => []);
  await mine.goto(path);
  await restoreIn(mine.getByRole("article").nth(1)).click();
  const dialog = mine.getByRole("dialog", { name: "Restore these settings?" });
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await configure(theirs, (type) => (type === "Updated" ? [`${receiver.url}/theirs`] : []));
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText(
    /administrator of the tests saved these settings at .* Nothing was restored/,
  );
  await expect(dialog.getByRole("listitem")).toHaveText([
    `Updated: added ${receiver.url}/kept`,
    `Updated: removed ${receiver.url}/theirs`,
  ]);
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(mine.getByRole("status").filter({ hasText: "Settings restored" })).toBeVisible();
});

test("an old URL that the rules refuse today is told by its line, and nothing is restored", async ({
  signIn,
}) => {
  const page = await signIn("developer");
  const off = { enabled: false, urls: [] };
  const left = { created: { enabled: true, urls: ["http://10.0.0.5/x"] }, updated: off, deleted: off };
  await inDatabase(
    dataDir,
    `insert into audit_entry (actor_kind, actor_name, action, subject, before, after)
     values ('user', 'Grace Gone', 'webhooks.saved', 'webhooks', '{}', $1)`,
    [JSON.stringify(left)],
  );
  await page.goto(path);
  await restoreIn(newest(page)).click();
  const dialog = page.getByRole("dialog", { name: "Restore these settings?" });
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Created: Line 1: 10.0.0.5 is a private address.");
  await lookAt(page, "restoring what is refused today");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(newest(page)).toContainText("Grace Gone");
});

test("it is filtered by kind, person and day, and goes back in pages", async ({ signIn }, {
  workerIndex,
}) => {
  const name = `Newly Made ${workerIndex}`;
  const email = `newly-made-${workerIndex}@e2e.example.com`;
  noteSecret(await admin(dataDir, "user", "create", "--email", email, "--name", name, "--role", "developer"));
  const page = await signIn("administrator");
  for (const urls of [["http://127.0.0.1:9998/filtered"], []]) await configure(page, () => urls);
  await inDatabase(
    dataDir,
    `insert into audit_entry (actor_kind, actor_name, action, subject)
     select 'system', 'A long past', 'endpoint.resumed', 'ep_1' from generate_series(1, 30)`,
  );
  await page.goto(path);
  await expect(page.getByRole("article")).toHaveCount(25);
  await page.getByRole("link", { name: "Older" }).click();
  await expect(page).toHaveURL(/cursor=aud_/);
  await page.getByRole("link", { name: "Newest" }).click();
  await expect(page).not.toHaveURL(/cursor=aud_/);
  await page.getByLabel("Kind").selectOption("Users");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/kind=user/);
  await expect(page.getByRole("article").filter({ hasText: name }).first()).toContainText("User created");
  await expect(page.getByRole("article").filter({ hasText: "Callback settings" })).toHaveCount(0);
  await page.getByRole("link", { name: "Clear" }).click();
  await page.getByLabel("Person").selectOption({ label: "administrator of the tests" });
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page).toHaveURL(/person=usr_/);
  await expect(newest(page)).toContainText("administrator of the tests");
  await expect(page.getByText("A long past")).toHaveCount(0);
  await page.goto(`${path}?to=2020-01-01`);
  await expect(page.getByText("No entry matches")).toBeVisible();
  await lookAt(page, "history, nothing matches");
  await page.goto(`${path}?from=someday`);
  await expect(page.getByText("from must be a day such as 2026-11-24")).toBeVisible();
});

test("a Developer reads nothing of people and of other people's tokens", async ({ signIn, api }) => {
  await api("administrator", "GET", "/api/instances");
  const page = await signIn("developer");
  await page.goto(`${path}?kind=user`);
  await expect(page.getByText("No entry matches")).toBeVisible();
  await page.goto(`${path}?kind=token`);
  await expect(page.getByRole("article").filter({ hasText: /^((?!developer-\d+@e2e).)*$/s })).toHaveCount(0);
});

test("nothing on the page changes an entry, the database refuses it, and the app connects as a role that could not", async ({
  signIn,
}) => {
  const page = await signIn("administrator");
  await configure(page, () => []);
  await page.goto(`${path}?kind=webhooks`);
  await expect(restoreIn(newest(page))).toBeVisible();
  const buttons = await page.getByRole("article").getByRole("button").allTextContents();
  expect(new Set(buttons)).toEqual(new Set(["Restore these settings"]));
  for (const statement of [
    "update audit_entry set actor_name = 'x'",
    "delete from audit_entry",
    "truncate audit_entry",
  ]) {
    await expect(inDatabase(dataDir, statement)).rejects.toThrow("append-only");
  }
  const { Client } = (await import("pg")).default;
  const client = new Client({ connectionString: await databaseUrlOf(dataDir), application_name: "e2e" });
  await client.connect();
  const { rows } = await client.query(
    `select distinct usename from pg_stat_activity
     where datname = current_database() and application_name <> 'e2e' and backend_type = 'client backend'`,
  );
  await client.end();
  expect(rows).toEqual([{ usename: "callboard_app" }]);
});
