import { z } from "zod";
import { parseAllowList } from "@/lib/address/allow-list";
import { parseUrl } from "@/lib/address/parse-url";
import { passwordProblem } from "@/lib/auth/password-rules";
import { defaultRetrySchedule, parseRetrySchedule } from "@/lib/callback/retry-schedule";
import { defaultMaxUrls, largestMaxUrls } from "@/lib/callback/url-limits";
import { hasKnownTarget, serversOf } from "@/lib/database-address";
import { isSchemaName, schemaOf } from "@/lib/database-schema";
import { parseDurationMs } from "@/lib/duration";
import { parseMailbox, parseSmtpAddress } from "@/lib/smtp-settings";
import { appAddress, issuerAddress } from "@/lib/web-addresses";
import { reasonOf } from "./errors";

/** Settings the operator got wrong: one sentence each, saying which, why and what to write instead. */
export class SettingsError extends Error {
  constructor(readonly problems: string[]) {
    super(problems.join("\n"));
  }
}

const integer = (from: number, to: number, fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= from && Number(text) <= to, {
      error: `must be a whole number from ${from} to ${to}`,
    })
    .transform(Number);

const parsedBy = <T>(parse: (text: string) => T, fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((text, context): T => {
      try {
        return parse(text);
      } catch (error) {
        context.addIssue({
          code: "custom",
          message: `has an error: ${reasonOf(error)}`,
        });
        return z.NEVER;
      }
    });

/** What psql takes and this does not. */
const socketAlone = /^postgres(?:ql)?:\/\/[^/?#]*@\/.*[?&]host=(?:\/|%2F)/i;
const postgresAddress = z
  .string()
  .refine((address) => !socketAlone.test(address), {
    abort: true,
    error:
      "names a socket without a server; write postgresql://user:password@localhost/database?host=/folder-of-the-socket",
  })
  .refine((address) => serversOf(address).every(isServer), {
    abort: true,
    error:
      "must look like postgresql://user:password@host:5432/database, with what is special in the password as %40 for @, %3A for :, %2F for /, %23 for # and %25 for %",
  })
  .refine(hasKnownTarget, {
    error:
      "names a target_session_attrs other than read-write, primary and any; Callboard changes what it reads: write target_session_attrs=read-write",
  })
  .refine((address) => isSchemaName(schemaOf(address)), {
    error: "names a schema that has more in its name than small letters, digits and underscores",
  });
/** A lone one may be a socket, which has no host. */
const isServer = (server: string, _: number, { length }: string[]) => {
  const url = parseUrl(server);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && (length === 1 || url.host !== "");
};
/** What callbacks may reach besides public addresses when the database is embedded: a newcomer tries things out on one machine. */
export const embeddedAllow = "127.0.0.1/32,::1/128,host:localhost";

const shape = z.object({
  PORT: integer(1, 65_535, 3000),
  HOST: z.string().default("127.0.0.1"),
  APP_URL: appAddress.optional(),
  DATABASE_URL: postgresAddress.optional(),
  DATABASE_DIRECT_URL: postgresAddress.optional(),
  DATA_DIR: z.string().optional(),
  APP_SECRET: z
    .string()
    .refine((text) => Buffer.byteLength(text) >= 32, {
      error: "must be at least 32 bytes long; `openssl rand -base64 32` makes one",
    })
    .optional(),
  ADMIN_EMAIL: z.email({ error: "must be an email address" }).optional(),
  ADMIN_PASSWORD: z.string().optional(),
  CALLBACK_ALLOW: z.string().optional(),
  CALLBACK_MAX_URLS: integer(defaultMaxUrls, largestMaxUrls, defaultMaxUrls),
  CALLBACK_RETRY_SCHEDULE: parsedBy(parseRetrySchedule, defaultRetrySchedule),
  CALLBACK_MAX_IN_FLIGHT: integer(1, 4_096, 64),
  CALLBACK_MAX_PER_ENDPOINT: integer(1, 4_096, 8),
  CALLBACK_SUSPEND_AFTER: parsedBy(parseDurationMs, "120h"),
  RETENTION_DAYS: integer(1, 36_500, 30),
  DISPATCHERS: integer(0, 64, 1),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, { error: "must be visible ASCII characters without spaces" })
    .optional(),
  OIDC_ISSUER: issuerAddress.optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z
    .string()
    .trim()
    .max(40, { error: "must be at most 40 characters long; it stands on a button" })
    .default("single sign-on"),
  OIDC_TRUST_EMAIL: z.enum(["true", "false"], { error: "must be true or false" }).default("false"),
  SMTP_URL: parsedBy(parseSmtpAddress, "").optional(),
  SMTP_FROM: parsedBy(parseMailbox, "").optional(),
  LOG_LEVEL: z
    .enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
      error: "must be one of fatal, error, warn, info, debug, trace, silent",
    })
    .default("info"),
});

/**
 * What child processes get of the first administrator, whom `npm start` itself makes. Empty rather than unset: Next reads
 * `.env` anew, and takes from it what has no value yet.
 */
export const noFirstAdministrator = { ADMIN_EMAIL: "", ADMIN_PASSWORD: "" };

/** The names of all settings. */
export const settingNames = Object.keys(shape.shape);

/**
 * The settings in `env` (docs/settings.md, `.env.example`), validated; an empty value counts as unset.
 * `databaseUrl` and `appSecret` are undefined where `npm start` is to provide them.
 * @throws SettingsError with every problem.
 */
export function readSettings(env: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = shape.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`);
  if (given.DATABASE_URL && !given.APP_SECRET) {
    problems.push(
      "APP_SECRET is required with DATABASE_URL, because every node must share it; `openssl rand -base64 32` makes one.",
    );
  }
  if (given.DATABASE_DIRECT_URL && !given.DATABASE_URL) {
    problems.push(
      "DATABASE_DIRECT_URL is a second way to the database of DATABASE_URL; set both or neither.",
    );
  }
  if (Boolean(given.ADMIN_EMAIL) !== Boolean(given.ADMIN_PASSWORD)) {
    problems.push("ADMIN_EMAIL and ADMIN_PASSWORD go together; set both or neither.");
  }
  const weakness =
    given.ADMIN_PASSWORD && passwordProblem(given.ADMIN_PASSWORD, { email: given.ADMIN_EMAIL });
  if (weakness) problems.push(`ADMIN_PASSWORD will not do. ${weakness}`);
  const oidc = [given.OIDC_ISSUER, given.OIDC_CLIENT_ID, given.OIDC_CLIENT_SECRET];
  if (oidc.some(Boolean) && !oidc.every(Boolean)) {
    problems.push("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together; set all three or none.");
  }
  if (Boolean(given.SMTP_URL) !== Boolean(given.SMTP_FROM)) {
    problems.push("SMTP_URL and SMTP_FROM go together; set both or neither.");
  }
  const allow = z
    .object({ CALLBACK_ALLOW: parsedBy(parseAllowList, given.DATABASE_URL ? "" : embeddedAllow) })
    .safeParse(env.CALLBACK_ALLOW === undefined ? {} : { CALLBACK_ALLOW: env.CALLBACK_ALLOW });
  if (!allow.success)
    problems.push(...allow.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`));
  if (!parsed.success || !allow.success || problems.length > 0) throw new SettingsError(problems);
  const value = parsed.data;
  return {
    port: value.PORT,
    host: value.HOST,
    appUrl: value.APP_URL ?? `http://localhost:${value.PORT}`,
    databaseUrl: value.DATABASE_URL,
    /** Where sessions last: for dispatchers, migrations and commands. What DATABASE_URL says unless set apart. */
    databaseDirectUrl: value.DATABASE_DIRECT_URL ?? value.DATABASE_URL,
    dataDir: value.DATA_DIR,
    appSecret: value.APP_SECRET,
    firstAdministrator:
      value.ADMIN_EMAIL && value.ADMIN_PASSWORD
        ? { email: value.ADMIN_EMAIL, password: value.ADMIN_PASSWORD }
        : null,
    callbackAllow: allow.data.CALLBACK_ALLOW,
    /** URLs an event type may have. */
    maxUrls: value.CALLBACK_MAX_URLS,
    /** Milliseconds to wait after failed attempts 1, 2 and so on. */
    retryScheduleMs: value.CALLBACK_RETRY_SCHEDULE,
    maxInFlight: value.CALLBACK_MAX_IN_FLIGHT,
    maxPerEndpoint: value.CALLBACK_MAX_PER_ENDPOINT,
    /** Milliseconds of failures only, after which an endpoint is suspended. */
    suspendAfterMs: value.CALLBACK_SUSPEND_AFTER,
    retentionDays: value.RETENTION_DAYS,
    dispatchers: value.DISPATCHERS,
    metricsToken: value.METRICS_TOKEN ?? null,
    /** The OpenID Connect provider people may sign in with beside passwords, or null. */
    singleSignOn:
      value.OIDC_ISSUER && value.OIDC_CLIENT_ID && value.OIDC_CLIENT_SECRET
        ? {
            issuer: value.OIDC_ISSUER,
            clientId: value.OIDC_CLIENT_ID,
            clientSecret: value.OIDC_CLIENT_SECRET,
            name: value.OIDC_NAME,
            /** Whether an email counts that the provider calls neither verified nor unverified. */
            trustEmail: value.OIDC_TRUST_EMAIL === "true",
          }
        : null,
    /** The server that takes mails, and who they are from; null where nothing is mailed. */
    mail: value.SMTP_URL && value.SMTP_FROM ? { server: value.SMTP_URL, from: value.SMTP_FROM } : null,
    logLevel: value.LOG_LEVEL,
  };
}

export type Settings = ReturnType<typeof readSettings>;
export type Config = Settings & { databaseUrl: string; appSecret: string };

let held: Config | undefined;

/**
 * This process's settings, read once. Web and dispatchers get `DATABASE_URL` and `APP_SECRET` from `npm start` in any case.
 * @throws SettingsError
 */
export function config(): Config {
  if (held) return held;
  const settings = readSettings(process.env);
  const { databaseUrl, appSecret } = settings;
  if (!databaseUrl || !appSecret) {
    throw new SettingsError(["DATABASE_URL and APP_SECRET are not set: start Callboard with `npm start`."]);
  }
  held = { ...settings, databaseUrl, appSecret };
  return held;
}

/** The level for the logger, which must work before settings are known to be right. */
export function logLevel(): string {
  const parsed = shape.shape.LOG_LEVEL.safeParse(process.env.LOG_LEVEL || undefined);
  return parsed.success ? parsed.data : "info";
}
