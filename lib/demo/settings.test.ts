import { once } from "node:events";
import net from "node:net";
import { expect, test } from "vitest";
import { readSettings, SettingsError } from "@/lib/config";
import { demoSettings } from "./settings";

const real = {
  DATABASE_URL: "postgresql://db/real",
  APP_SECRET: "s".repeat(32),
  APP_URL: "https://callboard.example.com",
  CALLBACK_ALLOW: "10.0.0.0/8",
  OIDC_ISSUER: "https://id.example.com",
};

test("a real database is refused with a sentence, wherever it is named", async () => {
  for (const [env, file] of [
    [real, {}],
    [{}, real],
  ]) {
    const refused = demoSettings(env ?? {}, file ?? {});
    await expect(refused).rejects.toThrow(SettingsError);
    await expect(refused).rejects.toThrow(/never writes them into a real database, but DATABASE_URL is set/);
  }
});

test("an empty DATABASE_URL overrides the one of .env, and nothing else of .env counts", async () => {
  const settings = readSettings(await demoSettings({ DATABASE_URL: "", HOST: "0.0.0.0" }, real));
  expect(settings).toMatchObject({
    databaseUrl: undefined,
    appSecret: undefined,
    host: "0.0.0.0",
    appUrl: `http://localhost:${settings.port}`,
    singleSignOn: null,
    retryScheduleMs: [2_000, 5_000, 10_000],
    logLevel: "warn",
  });
  expect(settings.callbackAllow).toHaveLength(3);
});

test("PORT is taken as it is given; otherwise it is 3000 or the next that is free", async () => {
  expect((await demoSettings({ PORT: "4321" }, {})).PORT).toBe("4321");
  const first = Number((await demoSettings({}, {})).PORT);
  expect(first).toBeGreaterThanOrEqual(3000);
  const taken = net.createServer().listen(first, "127.0.0.1");
  await once(taken, "listening");
  expect(Number((await demoSettings({}, {})).PORT)).toBeGreaterThan(first);
  taken.close();
});
