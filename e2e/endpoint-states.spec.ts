import { inDatabase } from "./callboard";
import { configure, expect, openWebhooks, test } from "./fixtures";
import { lookAt } from "./look-at";
import { server } from "./servers";

const { dataDir } = server;

test("a URL suspended by hand gets nothing more, says so on every screen, and gets what waited when resumed", async ({
  signIn,
  api,
  receiver,
}) => {
  const [page, other] = [await signIn("developer"), await signIn("administrator")];
  const [held, open] = [`${receiver.url}/held`, `${receiver.url}/open`];
  const arrived = (path: string) => receiver.received.filter((one) => one.path.startsWith(path)).length;
  const create = () => api("user", "POST", "/api/instances/create", { processName: "Suspension" });
  await configure(page, (type) => (type === "Created" ? [held, open] : []));
  await create();
  await receiver.until(() => arrived("/held") === 1 && arrived("/open") === 1);
  const theirs = await openWebhooks(other);

  await page.goto("/administration/developer");
  await page.getByRole("row", { name: held }).getByRole("button", { name: "Suspend" }).click();
  const question = page.getByRole("dialog", { name: "Suspend this URL?" });
  await expect(question).toContainText("until somebody resumes it");
  await question.getByRole("button", { name: "Suspend" }).click();
  await expect(
    page.getByRole("status").filter({ hasText: "Suspended. Nothing waits for it." }),
  ).toBeVisible();
  await expect(page.getByText("Suspended by hand by developer of the tests.")).toBeVisible();
  await expect(page.getByRole("link", { name: "1 URL suspended" })).toBeVisible();
  const resume = page.getByRole("row", { name: held }).getByRole("button", { name: "Resume" });
  await expect(resume).toBeFocused();

  const { instanceID } = await (await create()).json();
  await receiver.until(() => arrived("/open") === 2);
  expect(arrived("/held")).toBe(1);
  await page.goto(`/administration/developer/deliveries?instanceID=${instanceID}`);
  await expect(page.getByRole("table").getByText("Held: suspended")).toHaveCount(1);
  await page.goto(`/instances/${instanceID}`);
  await expect(page.getByText("1 of 2 delivered · 1 waiting")).toBeVisible();
  const dialog = await openWebhooks(page);
  await expect(
    dialog.getByRole("list", { name: "Marks of Created lines" }).getByRole("listitem").first(),
  ).toHaveText("1suspended");
  await expect(dialog.getByText("What is due waits until it is resumed.")).toBeVisible();
  await expect(dialog.getByRole("link", { name: "Resume it" })).toHaveAttribute("target", "_blank");
  await dialog.getByRole("button", { name: "Close", exact: true }).click();

  // What their dialog shows has not changed, so a save from before the suspension is no conflict, and resumes nothing.
  await theirs.getByRole("button", { name: "OK" }).click();
  await expect(theirs).toBeHidden();

  await page.goto("/administration/developer");
  await expect(page.getByText("1 delivery is held.")).toBeVisible();
  await resume.click();
  await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click();
  await receiver.until(() => arrived("/held") === 2);
  await expect(
    page.getByRole("status").filter({ hasText: "1 delivery that waited is sent now." }),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: "1 URL suspended" })).toBeHidden();
});

test("a URL that is probed says so everywhere, with the reason and the time of the next call, and can be tried at once", async ({
  signIn,
  api,
  receiver,
}) => {
  test.setTimeout(120_000);
  const page = await signIn("administrator");
  const url = `${receiver.url}/probed`;
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const reason = "20 calls in a row failed; the last: Answered 503 Service Unavailable.";
  await inDatabase(
    dataDir,
    `update endpoint set state = 'probing', state_reason = $2, state_changed_at = now(), failures = 20,
       failing_since = now(), probe_at = now() + interval '10 min' where url = $1`,
    [url, reason],
  );
  const { instanceID } = await (
    await api("user", "POST", "/api/instances/create", { processName: "Probing" })
  ).json();

  await page.goto("/administration/developer");
  await expect(page.getByText("Probing", { exact: true })).toBeVisible();
  await expect(page.getByText(reason)).toContainText(/Next call in 9 m \d+ s; 1 waiting\./);
  await expect(page.getByRole("link", { name: "1 URL probing" })).toBeVisible();
  await lookAt(page, "a probed URL");
  await page.goto(`/administration/developer/deliveries?instanceID=${instanceID}`);
  await expect(page.getByRole("table").getByText("Held: probing")).toBeVisible();
  await lookAt(page, "the log with a probed URL");
  await page.getByRole("table").getByRole("link", { name: instanceID }).click();
  await expect(page.getByText(/The URL is probed, one call at a time/)).toContainText(reason);
  await lookAt(page, "a delivery of a probed URL");
  const dialog = await openWebhooks(page);
  await expect(dialog.getByText("It gets single calls only.")).toBeVisible();
  await lookAt(page, "the dialog with a probed URL");
  await dialog.getByRole("button", { name: "Close", exact: true }).click();

  await page.getByRole("row", { name: url }).getByRole("button", { name: "Try" }).click();
  const toast = page.getByRole("status").filter({ hasText: "The next call goes out now" });
  await expect(toast).toBeVisible();
  await expect(page.getByText("Probing", { exact: true })).toBeHidden();
  await expect(page.getByRole("row", { name: url }).getByRole("button", { name: "Suspend" })).toBeFocused();
  // Good news leaves by itself, although this page is drawn anew every few seconds.
  await expect(toast).toBeHidden({ timeout: 20_000 });
  await configure(page, () => []);
});
