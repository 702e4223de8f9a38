import net from "node:net";
import { afterAll, afterEach, expect, test } from "vitest";
import { config, SettingsError } from "@/lib/config";
import { connect } from "@/lib/db/connect";
import { listenHere } from "@/lib/testing/ports";
import { checkDatabase } from "./database";

/** What stands between Callboard and its database in these tests: it replaces texts in what is sent, by others as long. */
const servers: net.Server[] = [];

async function between(replace: (sent: string) => string): Promise<string> {
  const { hostname, port: databasePort } = new URL(config().databaseUrl);
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(databasePort), hostname);
    client.on("data", (chunk) => upstream.write(Buffer.from(replace(chunk.toString("latin1")), "latin1")));
    upstream.pipe(client);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
    }
  });
  servers.push(server);
  const port = await listenHere(server);
  return Object.assign(new URL(config().databaseUrl), { hostname: "127.0.0.1", port: String(port) }).href;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function alter(statement: string) {
  const client = await connect(config().databaseUrl, { limits: { statementMs: 5_000 } });
  await client.query(`alter database ${new URL(config().databaseUrl).pathname.slice(1)} ${statement}`);
  await client.end();
}
afterAll(() => alter("reset all"));

test("a database of any settings can be used, directly or by what changes nothing", async () => {
  await alter("set timezone = 'America/Los_Angeles'");
  await alter("set datestyle = 'SQL, DMY'");
  await alter("set default_transaction_isolation = 'serializable'");
  await checkDatabase(config().databaseUrl);
  await checkDatabase(await between((sent) => sent));
});

test("a setting that does not arrive stops the start with its name", async () => {
  const check = checkDatabase(
    await between((sent) => sent.replace("('TimeZone', 'UTC')", "('TimeZone', 'GMT')")),
  );
  await expect(check).rejects.toThrow(SettingsError);
  await expect(check).rejects.toThrow(
    /^The database at 127\.0\.0\.1:\d+\/\w+ has the setting TimeZone at "GMT" on a connection that set it to "UTC"\. .*pooler in session mode\.$/,
  );
});

test("several connections that share one session stop the start", async () => {
  // As a pooler in transaction mode does: what one connection set, the other has changed.
  const oneMark = (sent: string) => sent.replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/, "0".repeat(36));
  await expect(checkDatabase(await between(oneMark))).rejects.toThrow(
    /gives several connections one session\./,
  );
});

test("a time that comes back as another stops the start", async () => {
  const later = (sent: string) => sent.replace("2026-03-08 02:30", "2026-03-08 10:30");
  await expect(checkDatabase(await between(later))).rejects.toThrow(
    /gives back the time 2026-03-08T02:30:00\.250Z as 2026-03-08T10:30:00\.250Z/,
  );
});
