import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { freePort } from "@/lib/testing/ports";
import { servers, setAside, tourReceiver } from "@/scripts/docs-commands";
import { pages, shellBlocksOf } from "@/scripts/docs-pages";
import { admin, type Callboard, discard, newDataDir, startCallboard } from "./callboard";
import { expect, openWebhooks, pressOk, test } from "./fixtures";
import { noteSecret } from "./secrets";

/**
 * The documentation's shell commands, each run as it stands but for ports and ids, on a Callboard of their own whose first
 * administrator has the email that the pages use. `scripts/docs-commands.ts` lists what is not run, and why.
 */
test.describe.configure({ mode: "serial", timeout: 180_000 });

const you = { email: "you@example.com", password: noteSecret("a long password of yours") };
let callboard: Callboard;

test.beforeAll(async () => {
  callboard = await startCallboard({ ADMIN_EMAIL: you.email, ADMIN_PASSWORD: you.password });
});
test.afterAll(() => discard(callboard));

/** Starts a shell with these lines on this Callboard's data; ends at the first command that fails, HTTP errors included. */
function shell(lines: readonly string[], env: Record<string, string> = {}) {
  const script = ['curl() { command curl --fail-with-body "$@"; }', ...lines].join("\n");
  return spawn("bash", ["-euo", "pipefail", "-c", script], {
    env: { ...process.env, DATA_DIR: callboard.dataDir, FORCE_COLOR: "0", ...env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the lines to their end; resolves with what they wrote. */
async function run(lines: readonly string[]): Promise<string> {
  const child = shell(lines);
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect(code, `${lines.join("\n")}\n${out}${err}`).toBe(0);
  return out;
}

const exampleToken = "8sK2hq0ZbT";
const here = (line: string) => line.replaceAll("http://localhost:3000", callboard.url);
const linesOf = (page: string) =>
  shellBlocksOf(page)
    .flat()
    .filter((line) => !setAside.has(line))
    .map(here);

test("README: a first callback in two minutes, in the browser and by program", async ({ browser }) => {
  const port = await freePort();
  const receiver = spawn("bash", ["-c", `exec ${tourReceiver.replace("4000", String(port))}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const received: string[] = [];
  createInterface(receiver.stdout).on("line", (line) => received.push(line));
  const page = await (await browser.newContext({ baseURL: callboard.url })).newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(you.email);
  await page.getByLabel("Password").fill(you.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((to) => !to.pathname.startsWith("/sign-in"));

  const dialog = await openWebhooks(page);
  await dialog.getByRole("switch", { name: "Enable Created Callback?" }).setChecked(true);
  await dialog
    .getByRole("textbox", { name: "Created callback URLs" })
    .fill(`http://localhost:${port}/created`);
  await dialog.getByRole("button", { name: "Test Created line 1" }).click();
  await expect.poll(() => received.length).toBe(1);
  await pressOk(page);
  await page.goto("/instances");
  await page.getByRole("link", { name: "New instance" }).click();
  await page.waitForURL("**/instances/new");
  await page.getByLabel("Process name").fill("training-request");
  await page.getByRole("button", { name: "Create instance" }).click();
  const called = (number: number) =>
    `GET /created?instanceID=training-request-${number}&processName=training-request&eventType=created`;
  await expect.poll(() => received).toContain(called(1));
  await page.goto("/administration/developer/deliveries");
  await expect(page.getByRole("table").getByText("Delivered", { exact: true })).toHaveCount(1);
  await page.context().close();

  expect(await run(linesOf("README.md"))).toContain('"instanceID":"training-request-2"');
  await expect.poll(() => received).toContain(called(2));
  const ended = once(receiver, "exit");
  receiver.kill();
  await ended;
});

for (const page of pages.filter((page) => page !== "README.md")) {
  const commands = shellBlocksOf(page)
    .flat()
    .filter((line) => !setAside.has(line));
  if (commands.length === 0) continue;
  test(`${page}: every command that is not set aside runs`, async () => {
    const lines = linesOf(page);
    // The ids of the page are examples: these are a token and a URL that there are.
    const { email } = you;
    const token = lines.some((line) => line.includes(exampleToken))
      ? await admin(callboard.dataDir, "token", "create", "--email", email, "--name", "docs")
      : "";
    const [, id = ""] = noteSecret(token).split("_");
    await run(lines.map((line) => line.replace(exampleToken, id).replace("ep_7", "ep_1")));
  });
}

for (const { command, line } of servers) {
  test(`${command}: comes up, and ends by SIGTERM`, async () => {
    const env: Record<string, string> = command.includes("npm start")
      ? { DATA_DIR: await newDataDir(), PORT: String(await freePort()) }
      : {};
    const child = shell([`exec env ${command.replace("npm ", "npm --silent ")}`], env);
    const err = text(child.stderr);
    const exit = once(child, "exit");
    const lines = createInterface(child.stdout);
    const came = new Promise<void>((resolve, reject) => {
      lines.on("line", (one) => line.test(one) && resolve());
      void exit.then(async () => reject(new Error(`It ended: ${await err}`)));
    });
    await came;
    child.kill("SIGTERM");
    expect((await exit)[0]).toBe(0);
  });
}
