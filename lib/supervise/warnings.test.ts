import { expect, test } from "vitest";
import { readSettings } from "@/lib/config";
import { startWarnings } from "./warnings";

const warningsOf = (env: Record<string, string>) => startWarnings(readSettings(env), env);

test.each(["0.0.0.0", "::", "192.168.1.7", "callboard.example.com", "::ffff:10.0.0.5"])(
  "where HOST is %s, the default that opens this machine's own services is told",
  (HOST) => {
    expect(warningsOf({ HOST })).toEqual([expect.stringMatching(/^HOST is .*CALLBACK_ALLOW=/)]);
    expect(warningsOf({ HOST, CALLBACK_ALLOW: "" })).toEqual([]);
    expect(warningsOf({ HOST, CALLBACK_ALLOW: "127.0.0.1/32" })).toEqual([]);
    const own = { DATABASE_URL: "postgresql://db.example.com/callboard", APP_SECRET: "s".repeat(32) };
    expect(warningsOf({ HOST, ...own })).toEqual([]);
  },
);

test.each(["127.0.0.1", "127.3.4.5", "::1", "localhost", "::ffff:127.0.0.1"])(
  "%s is this machine alone",
  (HOST) => {
    expect(warningsOf({ HOST })).toEqual([]);
  },
);
