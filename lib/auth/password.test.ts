import { expect, test } from "vitest";
import { generatePassword, hashPassword, verifyPassword } from "./password";

const password = "café au lait!";
const verify = (stored: string | null, given = password) => verifyPassword(given, stored, "known");

test("a hash says how it was made, and holds for its password alone", async () => {
  const hash = await hashPassword(password);
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w+/]{22}==\$[\w+/]{43}=$/);
  expect(await hashPassword(password)).not.toBe(hash);
  expect(await verify(hash)).toBe(true);
  expect(await verify(hash, "cafe au lait!")).toBe(false);
});

test("the same letters typed in another way are the same password", async () => {
  expect(await verify(await hashPassword(password), password.normalize("NFD"))).toBe(true);
});

test.each([
  "scrypt$32768$8$3$AQEBAQEBAQEBAQEBAQEBAQ==$6C5ocI73Tiitc+OfXJQdlIpgO/Dsr1wyBLohAeNVcG4=",
  "scrypt$1024$8$1$AQEBAQEBAQEBAQEBAQEBAQ==$mAvorfr+VIVpdT1ot9qEKlnvXkfQTo9aopsnA+B7bnc=",
])("%s, stored by an earlier release, holds", async (stored) => {
  expect(await verify(stored)).toBe(true);
});

test.each([
  ["no hash", null],
  ["an empty one", ""],
  [
    "one of another kind",
    "bcrypt$1024$8$1$AQEBAQEBAQEBAQEBAQEBAQ==$mAvorfr+VIVpdT1ot9qEKlnvXkfQTo9aopsnA+B7bnc=",
  ],
  ["one without a salt", "scrypt$1024$8$1$$mAvorfr+VIVpdT1ot9qEKlnvXkfQTo9aopsnA+B7bnc="],
  ["one without a key", "scrypt$1024$8$1$AQEBAQEBAQEBAQEBAQEBAQ==$"],
  ["a key that is cut short", "scrypt$1024$8$1$AQEBAQEBAQEBAQEBAQEBAQ==$mAvorfr+VIVpdT1ot9qE"],
])("%s holds for no password", async (_, stored) => {
  expect(await verify(stored)).toBe(false);
});

test("a password for somebody else has twenty characters, none of which looks like another", () => {
  const made = new Set(Array.from({ length: 200 }, generatePassword));
  expect(made.size).toBe(200);
  for (const one of made) expect(one).toMatch(/^[a-km-zA-HJ-NP-Z2-9]{20}$/);
  // Every letter occurs among four thousand.
  expect(new Set([...made].join("")).size).toBe(25 + 24 + 8);
});
