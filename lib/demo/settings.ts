import { embeddedAllow, SettingsError, settingNames } from "@/lib/config";
import { freePortFrom } from "@/lib/supervise/port";

type Environment = Record<string, string | undefined>;

/** Settings that whoever starts the demo may give it; every other one is the demo's own. */
const given = ["PORT", "HOST", "APP_URL", "LOG_LEVEL"];

/** Short enough that somebody who watches sees a call repeated, and one given up. */
const demoRetrySchedule = "2s,5s,10s";

/**
 * The settings of a demo, but for its data folder: nothing of the real ones, so that nothing reaches the real database.
 * An empty value stands for "unset", also where Next reads `.env` by itself.
 * @param env the environment; @param file what `.env` says, which the environment overrides
 * @throws SettingsError when DATABASE_URL is set
 */
export async function demoSettings(env: Environment, file: Environment): Promise<Record<string, string>> {
  if (env.DATABASE_URL ?? file.DATABASE_URL) {
    throw new SettingsError([
      "The demo makes people and changes of its own and never writes them into a real database, but DATABASE_URL is set. To run it on a throw-away one: DATABASE_URL= npm run demo",
    ]);
  }
  const kept = settingNames.map((name) => [name, given.includes(name) ? (env[name] ?? "") : ""]);
  return {
    ...Object.fromEntries(kept),
    PORT: env.PORT || String(await freePortFrom(3000, env.HOST || "127.0.0.1")),
    // A line for each call would carry the printed passwords out of sight.
    LOG_LEVEL: env.LOG_LEVEL || "warn",
    CALLBACK_ALLOW: embeddedAllow,
    CALLBACK_RETRY_SCHEDULE: demoRetrySchedule,
  };
}
