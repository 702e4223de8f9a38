import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { notedSecrets } from "./secrets";

/** Run after all others: what Callboard wrote meanwhile, against every secret that was used meanwhile. */
test("no log line of the whole run holds a secret, a password, a token or a URL's query", () => {
  const log = readFileSync(process.env.E2E_LOG ?? "", "utf8");
  const secrets = notedSecrets();
  // Of all specs together it is known that they use secrets of each kind and make attempts: otherwise nothing is shown.
  if (process.env.E2E_ALL) {
    expect(log).toContain('"event":"delivery.attempted"');
    for (const kind of [/^cbt_/, /^whsec_/, /^query-secret-/]) {
      expect(secrets.some((secret) => kind.test(secret))).toBe(true);
    }
  }
  const found = secrets.flatMap((secret) => log.split("\n").filter((line) => line.includes(secret)));
  expect(found).toEqual([]);
});
