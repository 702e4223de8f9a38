import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";
import { startReceiver } from "@/lib/testing/receiver";
import { admin } from "./callboard";
import { expect, test } from "./fixtures";
import { server } from "./servers";

/** `npm run listen` against a running Callboard, as a developer runs it. */
test.describe.configure({ timeout: 120_000 });

const secret = `whsec_${Buffer.alloc(32, 3).toString("base64")}`;

type Listening = { child: ChildProcess; lines: string[]; line: (pattern: RegExp) => Promise<unknown> };

function listen(args: string[], token: string): Listening {
  const child = spawn("npm", ["run", "--silent", "listen", "--", ...args], {
    env: { ...process.env, CALLBOARD_URL: server.url, CALLBOARD_TOKEN: token },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on("line", (line) => lines.push(line));
  const line = (pattern: RegExp) =>
    expect.poll(() => lines.filter((one) => pattern.test(one)), { timeout: 60_000 }).toHaveLength(1);
  return { child, lines, line };
}

test("each event becomes the GET that a saved URL would get, signed with the developer's secret; Ctrl-C ends it", async ({
  tokenOf,
  api,
}) => {
  const application = await startReceiver();
  const listening = listen(
    ["--forward", `${application.url}/hook?mine=1`, "--secret", secret],
    await tokenOf("user"),
  );
  await listening.line(/^Following: what is recorded from now on is forwarded\.$/);

  const made = await api("user", "POST", "/api/instances/create", { processName: "listen test" });
  const { instanceID } = await made.json();
  await application.until((received) => received.length === 1);
  await admin(server.dataDir, "trigger", "deleted", "--instance", instanceID);
  await application.until((received) => received.length === 2);

  const gets = (eventType: string) =>
    `GET /hook?mine=1&instanceID=${instanceID}&processName=listen%20test&eventType=${eventType} HTTP/1.1`;
  expect(application.received.map(({ line }) => line)).toEqual([gets("created"), gets("deleted")]);
  for (const { path, headers } of application.received) {
    const query = path.slice(path.indexOf("?") + 1);
    expect(() => new Webhook(secret).verify(`"${query}"`, Object.fromEntries(headers))).not.toThrow();
  }
  for (const eventType of ["created", "deleted"]) {
    await listening.line(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\d  ${eventType}  ${instanceID}  200  \\d+ ms(  \\(Callboard itself .*)?$`,
      ),
    );
  }
  const exit = once(listening.child, "exit");
  listening.child.kill("SIGINT");
  expect((await exit)[0]).toBe(0);
  await application.close();
});

test("without a token that Callboard knows it ends, with a sentence", async () => {
  const listening = listen(["--forward", "http://localhost:4000/hook"], "cbt_unknown_token");
  const exit = once(listening.child, "exit");
  await listening.line(/^Callboard refuses the token of CALLBOARD_TOKEN/);
  expect((await exit)[0]).toBe(1);
});
