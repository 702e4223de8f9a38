import path from "node:path";
import { startSmtpServer, type TestSmtpServer } from "@/lib/testing/smtp-server";
import { type Callboard, discard, inDatabase, startCallboard } from "./callboard";
import { expect, test } from "./fixtures";
import { lookAt } from "./look-at";
import { noteSecret } from "./secrets";

/** Notices by email: a real mail server, and a Callboard of its own that was told of it. */
test.describe.configure({ timeout: 150_000 });

const root = { email: "root@example.com", password: "correct horse battery" };
const password = noteSecret("the mail server alone knows this");
let smtp: TestSmtpServer;
let callboard: Callboard;

test.beforeAll(async () => {
  smtp = await startSmtpServer({
    authOptional: false,
    onAuth: (given, _session, done) =>
      given.password === password
        ? done(null, { user: given.username ?? "" })
        : done(new Error("Wrong password")),
  });
  const { host, port } = smtp.server;
  callboard = await startCallboard({
    ADMIN_EMAIL: root.email,
    ADMIN_PASSWORD: root.password,
    SMTP_URL: `smtp://callboard:${encodeURIComponent(password)}@${host}:${port}`,
    SMTP_FROM: "Callboard <callboard@example.com>",
    NODE_EXTRA_CA_CERTS: path.resolve("lib/testing/certificates/authority.crt"),
  });
});
test.afterAll(async () => {
  await discard(callboard);
  await smtp.close();
});

test("who switches mails on gets one over TLS, and its link switches them off", async ({ browser }) => {
  const page = await (await browser.newContext({ baseURL: callboard.url })).newPage();
  await page.goto("/sign-in?callbackUrl=/account");
  await page.getByLabel("Email").fill(root.email);
  await page.getByLabel("Password").fill(root.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  const mails = page.getByRole("switch", { name: "Send me notices by email" });
  await expect(mails).not.toBeChecked();
  await mails.click();
  await expect(page.getByText("Saved. From the next notice on.")).toBeVisible();
  await page.reload();
  await expect(mails).toBeChecked();

  await inDatabase(
    callboard.dataDir,
    "insert into endpoint (url, url_hash) values ('https://hooks.example.com/night', 'night')",
  );
  await inDatabase(
    callboard.dataDir,
    "update endpoint set state = 'suspended', state_reason = 'It answered 410 Gone.' where url_hash = 'night'",
  );
  await expect.poll(() => smtp.received.length, { timeout: 90_000 }).toBe(1);
  const [mail] = smtp.received;
  expect(mail).toMatchObject({ to: root.email, secure: true, user: "callboard" });
  expect(mail?.text).toMatch(/^Subject: Callboard: Suspended: hooks\.example\.com\/night\r?$/m);
  await expect
    .poll(async () => {
      await page.reload();
      return page.getByText("Last mail:").isVisible();
    })
    .toBe(true);
  await lookAt(page, "/account with notices by email");

  // A server that takes no more of them: its words are told where the notices are, and the mail comes later.
  smtp.refuse(() => ({ code: 550, text: "5.1.1 No such user here" }));
  for (const statement of [
    "update notice_reader set mailed_at = mailed_at - interval '61 min'",
    "update endpoint set state = 'active', state_reason = null where url_hash = 'night'",
  ])
    await inDatabase(callboard.dataDir, statement);
  await page.goto("/administration/developer/notices");
  await expect
    .poll(
      async () => {
        await page.reload();
        return page.getByText("The mail server refused the mail: 550 5.1.1 No such user here").isVisible();
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  await lookAt(page, "notices whose mail was refused");
  expect(smtp.received).toHaveLength(1);
  smtp.refuse(() => null);
  await page.goto("/account");

  const [, link = ""] = /List-Unsubscribe:\s+<([^>]+)>/.exec(mail?.text ?? "") ?? [];
  expect(new URL(link).origin).toBe(callboard.url);
  // A program that looks into links switches nothing off.
  await fetch(link, { redirect: "manual" });
  await page.reload();
  await expect(mails).toBeChecked();
  const answer = await fetch(link, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
  expect(answer.status).toBe(200);
  expect((await fetch(`${link}x`, { method: "POST" })).status).toBe(404);
  await page.reload();
  await expect(mails).not.toBeChecked();
  expect(callboard.lines.join("\n")).not.toContain(password);
  await page.context().close();
});
