import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { notedSecrets } from "./secrets";

/** Run after all others: what each Callboard wrote meanwhile, against every secret that was used meanwhile. */
test("no log line of the whole run holds a secret, a password, a token or a URL's query", () => {
  const folder = process.env.E2E_LOGS ?? "";
  const logs = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), "utf8"));
  const secrets = notedSecrets();
  // Of all specs together it is known that they use secrets of each kind and make attempts: otherwise nothing is shown.
  if (process.env.E2E_ALL) {
    expect(logs.length).toBeGreaterThan(0);
    for (const log of logs) expect(log).toContain('"event":"delivery.attempted"');
    for (const kind of [/^cbt_/, /^whsec_/, /^query-secret-/]) {
      expect(secrets.some((secret) => kind.test(secret))).toBe(true);
    }
  }
  const lines = logs.flatMap((log) => log.split("\n"));
  const found = secrets.flatMap((secret) => lines.filter((line) => line.includes(secret)));
  expect(found).toEqual([]);
});
