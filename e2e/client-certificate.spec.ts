import { certificateFile } from "@/lib/testing/certificate-file";
import { inDatabase } from "./callboard";
import { configure, expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { noteSecret } from "./secrets";
import { server } from "./servers";

const developer = "/administration/developer";
const [certificate, key] = [certificateFile("client-rsa.crt"), certificateFile("client-rsa.key")];
const partOfKey = noteSecret(key.split("\n")[2] ?? "");

test("a client certificate is set, told of when it ends, replaced and removed on the URL's page, and no page holds its key", async ({
  signIn,
  api,
}) => {
  test.setTimeout(120_000);
  const page = await signIn("developer");
  const url = "https://127.0.0.1:4443/client-certificate";
  await configure(page, (type) => (type === "Created" ? [url] : []));
  const { items } = await (await api("developer", "GET", "/api/endpoints")).json();
  const { endpointID } = items.find((one: { url: string }) => one.url === url);
  const address = `${developer}/endpoints/${endpointID}`;
  await page.goto(address);
  const card = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "Client certificate" }) });
  await expect(card).toContainText("None. Set one where the service asks");
  await lookAt(page, "an endpoint without a client certificate");

  await card.getByRole("button", { name: "Set certificate" }).click();
  const dialog = page.getByRole("dialog", { name: "Set a client certificate" });
  await dialog.getByLabel("Certificate (PEM)").fill(certificate);
  await dialog.getByLabel("Private key (PEM)").fill(certificateFile("client-ec.key"));
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toContainText("The key belongs to another certificate.");
  await expect(dialog.getByLabel("Private key (PEM)")).toBeFocused();
  await lookAt(page, "a client certificate that is refused");
  await dialog.getByLabel("Private key (PEM)").fill(key);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(
    page.getByRole("status").filter({ hasText: "Saved. Calls have this certificate" }),
  ).toBeVisible();
  await expect(card).toContainText("O=Example, CN=client two");
  await expect(card).toContainText(/(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/);
  await lookAt(page, "an endpoint with a client certificate");

  const soon = new Date(Date.now() + 5 * 86_400_000).toISOString();
  await inDatabase(
    server.dataDir,
    "update endpoint set client_certificate_facts = client_certificate_facts || jsonb_build_object('validTo', $2::text) where url = $1",
    [url, soon],
  );
  const warning = `Its client certificate expires on ${soon.slice(0, 10)}.`;
  for (const path of [address, developer]) {
    await page.goto(path);
    await expect(page.getByText(warning)).toBeVisible();
    expect(await (await page.request.get(path)).text()).not.toContain(partOfKey);
  }
  await lookAt(page, "Developer resources with a certificate that ends soon");

  const bell = page.getByRole("button", { name: /^Notices/ });
  const notices = page.getByRole("dialog", { name: "Notices" });
  const isTold = (title: string) =>
    expect(async () => {
      if (await notices.isVisible()) await page.keyboard.press("Escape");
      await bell.click();
      const notice = notices.getByRole("link", {
        name: new RegExp(`^Unread: ${title}.*/client-certificate`),
      });
      await expect(notice).toHaveCount(1, { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
  await isTold("Client certificate expires soon");
  await expect(notices).toContainText(warning);
  await lookAt(page, "the notice of a certificate that ends soon");
  await page.keyboard.press("Escape");

  await page.goto(address);
  await card.getByRole("button", { name: "Replace the client certificate" }).click();
  const replacing = page.getByRole("dialog", { name: "Replace the client certificate" });
  await replacing.getByLabel("Certificate (PEM)").fill(certificateFile("client-ec.crt"));
  await replacing.getByLabel("Private key (PEM)").fill(certificateFile("client-ec.key"));
  await replacing.getByRole("button", { name: "Save" }).click();
  await expect(card).toContainText("CN=client one");
  await expect(page.getByText(warning)).toBeHidden();
  await isTold("Client certificate changed by");
  await page.keyboard.press("Escape");

  await card.getByRole("button", { name: "Remove the client certificate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(card).toContainText("None. Set one");
  await expect(card.getByRole("button", { name: "Set certificate" })).toBeFocused();
  await page.goto(`${developer}/history`);
  await expect(page.getByRole("article").filter({ hasText: "client certificate set" })).toHaveCount(2);
  await expect(page.getByRole("article").filter({ hasText: "client certificate removed" })).toHaveCount(1);
});
