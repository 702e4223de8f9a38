import { readFileSync } from "node:fs";
import { sameOnAllNodes } from "@/scripts/products.mjs";
import { configure, expect, openWebhooks, test } from "./fixtures";
import { startTwoNodes } from "./nodes";
import { signInByPost } from "./users";

/** Each node builds for itself; behind a round robin a page of one asks the other (docs/decisions/0054). */
test.describe.configure({ timeout: 180_000 });

const administrator = { name: "", email: "root@example.com", password: "correct horse battery" };

test("what a node builds is named after its source, so that every node builds the same", () => {
  const { CALLBOARD_BUILD_ID, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY } = sameOnAllNodes();
  expect(readFileSync(".next/BUILD_ID", "utf8")).toBe(CALLBOARD_BUILD_ID);
  const { encryptionKey } = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  expect(encryptionKey).toBe(NEXT_SERVER_ACTIONS_ENCRYPTION_KEY);
});

test("behind a round robin of two nodes the dialog opens and saves every time, and what is created is called", async ({
  browser,
  receiver,
}) => {
  const nodes = await startTwoNodes({
    APP_SECRET: "a secret that only this test knows, 32 bytes",
    ADMIN_EMAIL: administrator.email,
    ADMIN_PASSWORD: administrator.password,
    CALLBACK_ALLOW: "127.0.0.1/32",
  });
  try {
    const context = await browser.newContext({ baseURL: nodes.url });
    await signInByPost(context, administrator);
    const page = await context.newPage();
    for (const round of [1, 2, 3]) {
      const url = `${receiver.url}/round-${round}`;
      await configure(page, (type) => (type === "Created" ? [url] : []));
      const dialog = await openWebhooks(page);
      await expect(dialog.getByRole("textbox", { name: "Created callback URLs" })).toHaveValue(url);
      await page.goto("/instances/new");
      await page.getByLabel("Process name").fill(`Round ${round}`);
      await page.getByRole("button", { name: "Create instance" }).click();
      await expect(page).toHaveURL(new RegExp(`/instances/round-${round}-1$`));
      await receiver.until((received) => received.length === round);
    }
    expect(receiver.received.map(({ path }) => path.split("?")[0])).toEqual(
      [1, 2, 3].map((n) => `/round-${n}`),
    );
    expect(Math.min(...nodes.served)).toBeGreaterThan(20);
    await context.close();
  } finally {
    await nodes.end();
  }
});
