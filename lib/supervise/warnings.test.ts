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

test.each([
  ["10.0.0.5/8", "10.0.0.0/8", "10.0.0.5/32"],
  ["10.0.0.5/31:8080", "10.0.0.4/31:8080", "10.0.0.5/32:8080"],
  ["[fd00::5/64]:8080", "[fd00::/64]:8080", "[fd00::5/128]:8080"],
  ["FD00:0::5/64", "fd00::/64", "fd00::5/128"],
  ["::ffff:10.0.0.5/104", "10.0.0.0/8", "10.0.0.5/32"],
])("%s in CALLBACK_ALLOW opens %s, and the start says so", (entry, opens, alone) => {
  expect(warningsOf({ CALLBACK_ALLOW: `127.0.0.1/32, ${entry},host:a` })).toEqual([
    `CALLBACK_ALLOW holds ${entry}, which opens all of ${opens}. Write ${opens} if that is meant, else ${alone}.`,
  ]);
  expect(warningsOf({ CALLBACK_ALLOW: `${opens},${alone}` })).toEqual([]);
});

test("a network written from its first address opens what it says", () => {
  const CALLBACK_ALLOW =
    "0.0.0.0/0,10.0.0.0/8,FD00:0::/8,::/0,[::ffff:10.0.0.0/104]:8080,host:10.example.com:8080";
  expect(warningsOf({ CALLBACK_ALLOW })).toEqual([]);
});
