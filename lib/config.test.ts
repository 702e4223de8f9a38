import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readSettings, SettingsError, settingNames } from "./config";

const problemsOf = (env: Record<string, string>): string[] => {
  try {
    readSettings(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};

test("without any setting the defaults of docs/settings.md hold", () => {
  expect(readSettings({})).toMatchObject({
    port: 3000,
    host: "127.0.0.1",
    appUrl: "http://localhost:3000",
    databaseUrl: undefined,
    maxUrls: 20,
    retryScheduleMs: [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map((s) => s * 1_000),
    maxInFlight: 64,
    maxPerEndpoint: 8,
    suspendAfterMs: 120 * 3_600_000,
    retentionDays: 30,
    dispatchers: 1,
    metricsToken: null,
    singleSignOn: null,
    mail: null,
    logLevel: "info",
  });
});

test("an empty value counts as unset, except for what callbacks may reach", () => {
  expect(readSettings({ PORT: "", DATABASE_URL: "" }).port).toBe(3000);
  expect(readSettings({}).callbackAllow).toHaveLength(3);
  expect(readSettings({ CALLBACK_ALLOW: "" }).callbackAllow).toEqual([]);
  const own = { DATABASE_URL: "postgresql://db/x", APP_SECRET: "s".repeat(32) };
  expect(readSettings(own).callbackAllow).toEqual([]);
});

const weak = (ADMIN_PASSWORD: string) => ({ ADMIN_EMAIL: "root@corporate.com", ADMIN_PASSWORD });

const smtp = (SMTP_URL: string, SMTP_FROM = "callboard@example.com") => ({ SMTP_URL, SMTP_FROM });

test.each([
  [{ PORT: "0" }, "PORT must be a whole number from 1 to 65535."],
  [{ APP_URL: "callboard" }, "APP_URL must be an address such as https://callboard.example.com."],
  [{ CALLBACK_MAX_URLS: "19" }, "CALLBACK_MAX_URLS must be a whole number from 20 to 500."],
  [{ CALLBACK_MAX_URLS: "501" }, "CALLBACK_MAX_URLS must be a whole number from 20 to 500."],
  [{ APP_SECRET: "x".repeat(31) }, /^APP_SECRET must be at least 32 bytes long/],
  ...["standby", "read-only", "prefer-standby"].map((target): [Record<string, string>, RegExp] => [
    { DATABASE_URL: `postgresql://u:p@a,b/x?target_session_attrs=${target}`, APP_SECRET: "s".repeat(32) },
    /^DATABASE_URL names a target_session_attrs other than read-write, primary and any; .*write target_session_attrs=read-write\.$/,
  ]),
  ...["a:5432,,b", "a,b:port", ",a"].map((hosts): [Record<string, string>, RegExp] => [
    { DATABASE_URL: `postgresql://u:p@${hosts}/x`, APP_SECRET: "s".repeat(32) },
    /^DATABASE_URL must look like /,
  ]),
  [
    { DATABASE_DIRECT_URL: "postgresql://u:p@db/x" },
    "DATABASE_DIRECT_URL is a second way to the database of DATABASE_URL; set both or neither.",
  ],
  [
    {
      DATABASE_URL: "postgresql://u:p@db/x",
      DATABASE_DIRECT_URL: "mysql://db/x",
      APP_SECRET: "s".repeat(32),
    },
    /^DATABASE_DIRECT_URL must look like /,
  ],
  [
    { DATABASE_URL: "postgresql://u:p@/x?host=/run/postgresql", APP_SECRET: "s".repeat(32) },
    /^DATABASE_URL names a socket without a server; write postgresql:/,
  ],
  [
    { DATABASE_URL: "postgresql://u:p/w@h/x", APP_SECRET: "s".repeat(32) },
    /^DATABASE_URL must look like .* as %40 for @/,
  ],
  [{ DATABASE_URL: "postgresql://db/x" }, /^APP_SECRET is required with DATABASE_URL/],
  [
    weak("password1234"),
    /^ADMIN_PASSWORD will not do\. The password is little more than what is tried first: /,
  ],
  [
    weak("corporate-root-1"),
    /^ADMIN_PASSWORD will not do\. The password is little more than the name or the email\./,
  ],
  [weak("short"), "ADMIN_PASSWORD will not do. The password must be at least 12 characters long."],
  [{ ADMIN_EMAIL: "root@example.com" }, "ADMIN_EMAIL and ADMIN_PASSWORD go together; set both or neither."],
  [{ CALLBACK_ALLOW: "10.0.0.1/8,host:" }, /^CALLBACK_ALLOW has an error: /],
  [{ CALLBACK_RETRY_SCHEDULE: "5s,tomorrow" }, /^CALLBACK_RETRY_SCHEDULE has an error: .*tomorrow/],
  [{ CALLBACK_SUSPEND_AFTER: "5 days" }, /^CALLBACK_SUSPEND_AFTER has an error: .*120h/],
  [{ METRICS_TOKEN: "two words" }, "METRICS_TOKEN must be visible ASCII characters without spaces."],
  [
    { OIDC_ISSUER: "https://id.example.com" },
    /^OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together/,
  ],
  [
    { OIDC_ISSUER: "http://id.example.com", OIDC_CLIENT_ID: "callboard", OIDC_CLIENT_SECRET: "secret" },
    "OIDC_ISSUER must begin with https:// unless it is on this machine.",
  ],
  ...["common/v2.0", "organizations/v2.0/", "Consumers"].map((tenant): [Record<string, string>, RegExp] => [
    {
      OIDC_ISSUER: `https://login.microsoftonline.com/${tenant}`,
      OIDC_CLIENT_ID: "callboard",
      OIDC_CLIENT_SECRET: "secret",
    },
    /^OIDC_ISSUER must name your tenant/,
  ]),
  [{ OIDC_TRUST_EMAIL: "yes" }, "OIDC_TRUST_EMAIL must be true or false."],
  [{ OIDC_NAME: "x".repeat(41) }, /^OIDC_NAME must be at most 40 characters long/],
  [{ SMTP_URL: "smtp://mail.example.com" }, "SMTP_URL and SMTP_FROM go together; set both or neither."],
  [smtp("https://mail.example.com"), /^SMTP_URL has an error: .*smtp:\/\/user:password@/],
  [smtp("smtp://mail.example.com/?tls.rejectUnauthorized=false"), /^SMTP_URL has an error: .*nothing after/],
  [smtp("smtp://user@mail.example.com"), /^SMTP_URL has an error: .*both a user and a password/],
  [smtp("smtp://mail.example.com", "Callboard"), /^SMTP_FROM has an error: .*Callboard <callboard@/],
  [smtp("smtp://mail.example.com", "a@b.example\nBcc: c@d.example"), /^SMTP_FROM has an error: /],
  [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL must be one of /],
])("%j is refused with a sentence", (env: Record<string, string>, sentence) => {
  expect(problemsOf(env)).toEqual([
    typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
  ]);
});

test.each([
  "postgresql://u:p@localhost:35017/db?host=/run/postgresql",
  "postgresql:///db?host=/run/postgresql&user=u",
  "postgresql://u:p,x@h/db",
  "postgresql://u:p@h/db?application_name=a,b",
  "postgresql://u:p@a:5432,b/db?target_session_attrs=read-write",
  "postgresql://u:p@a,[::1]:5433,c/db?target_session_attrs=any&sslmode=no-verify",
  "postgres://a,b/db?target_session_attrs=primary&schema=callbacks",
])("%s can be connected to", (DATABASE_URL) => {
  expect(readSettings({ DATABASE_URL, APP_SECRET: "s".repeat(32) }).databaseUrl).toBe(DATABASE_URL);
});

test("what needs a direct connection has an address of its own, or the one of all", () => {
  const pooled = { DATABASE_URL: "postgresql://u:p@pooler/x", APP_SECRET: "s".repeat(32) };
  expect(readSettings(pooled).databaseDirectUrl).toBe(pooled.DATABASE_URL);
  const DATABASE_DIRECT_URL = "postgresql://u:p@db/x";
  expect(readSettings({ ...pooled, DATABASE_DIRECT_URL })).toMatchObject({
    databaseUrl: pooled.DATABASE_URL,
    databaseDirectUrl: DATABASE_DIRECT_URL,
  });
});

test("a mail server's address is read whole, and told to nobody", () => {
  const { mail } = readSettings(
    smtp("smtps://ada%40example.com:p%2Fw@mail.example.com", "Callboard <c@b.example>"),
  );
  expect(mail).toEqual({
    server: {
      host: "mail.example.com",
      port: 465,
      secure: true,
      signIn: { user: "ada@example.com", password: "p/w" },
    },
    from: { name: "Callboard", address: "c@b.example" },
  });
  expect(readSettings(smtp("smtp://[::1]:2525")).mail?.server).toEqual({
    host: "::1",
    port: 2525,
    secure: false,
    signIn: null,
  });
  for (const wrong of ["ftp://ada:sesame@mail.example.com", "smtp://ada:sesame@mail.example.com/x"]) {
    expect(problemsOf(smtp(wrong)).join()).not.toContain("sesame");
  }
});

test("every mistake is told at once", () => {
  expect(problemsOf({ PORT: "x", DISPATCHERS: "-1", LOG_LEVEL: "loud" })).toHaveLength(3);
});

test(".env.example lists every setting there is, and no other", () => {
  const example = [...readFileSync(".env.example", "utf8").matchAll(/^#?([A-Z_]+)=/gm)].map(
    ([, name]) => name,
  );
  expect(example.toSorted()).toEqual([...settingNames].toSorted());
});

test("an APP_URL is one address however it is spelled: what is https is known by its beginning", () => {
  for (const [given, taken] of [
    ["HTTPS://Callboard.Example.com:443/", "https://callboard.example.com"],
    ["http://localhost:80", "http://localhost"],
    ["https://callboard.example.com:8443/", "https://callboard.example.com:8443"],
  ] as const) {
    expect(readSettings({ APP_URL: given }).appUrl).toBe(taken);
  }
  expect(problemsOf({ APP_URL: "https://ada:secret@example.com" })).toEqual([
    "APP_URL must not hold a user name or a password.",
  ]);
});

test("an OIDC_ISSUER without TLS is refused in capitals too", () => {
  const others = { OIDC_CLIENT_ID: "callboard", OIDC_CLIENT_SECRET: "secret" };
  expect(problemsOf({ OIDC_ISSUER: "HTTP://id.example.com", ...others })).toEqual([
    "OIDC_ISSUER must begin with https:// unless it is on this machine.",
  ]);
  expect(problemsOf({ OIDC_ISSUER: "HTTP://LOCALHOST:8080", ...others })).toEqual([]);
});

test("an APP_URL with a path is refused, since nothing would be found there", () => {
  for (const path of ["/callboard", "/callboard/", "/?a=1", "/#a"]) {
    expect(problemsOf({ APP_URL: `https://example.com${path}` })).toEqual([
      "APP_URL must be the address of a host alone, such as https://callboard.example.com, without a path.",
    ]);
  }
  expect(problemsOf({ APP_URL: "https://example.com/" })).toEqual([]);
  expect(problemsOf({ APP_URL: "example" })).toEqual([
    "APP_URL must be an address such as https://callboard.example.com.",
  ]);
});
