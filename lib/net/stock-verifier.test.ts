import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { signedCalls } from "@/lib/testing/signed-calls";

/** With the library that most receivers use, which reads as JSON what it verified; `npm run test:verifiers` runs the others. */

const calls = signedCalls({ seed: 20261130, count: 1_000, nowMs: Date.now() });

test("a query in double quotes is a JSON string and verifies, whatever URL was saved", () => {
  for (const { query, secret, headers } of calls) {
    expect(JSON.parse(`"${query}"`)).toBe(query);
    expect(new Webhook(secret).verify(`"${query}"`, headers)).toBe(query);
    expect(() => new Webhook(secret).verify(`"${query}&"`, headers)).toThrow("No matching signature");
  }
});

test("the URLs of chance hold all that may be saved", () => {
  const typed = calls.map((call) => call.typed).join("\n");
  for (const character of "!$&'()*+,-./:;<=>?@[]^_`{|}~%") expect(typed).toContain(character);
  for (const part of ["%zz", "%E4", "%22", "%5C", "&&", "&=", "😀", "ä", "日", "\u0301"])
    expect(typed).toContain(part);
  expect(typed).not.toMatch(/["\\#\p{Cc}](?<!\n)/u);
});
