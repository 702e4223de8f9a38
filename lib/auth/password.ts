import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { createHashQueue, type HashCaller } from "./hash-queue";

/** scrypt with 2^15 blocks of 8 × 128 bytes, 32 MiB (OWASP password storage cheat sheet, scrypt N=2^15 r=8 p=3). */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const keyBytes = 32;

/** Two at a time: each takes a thread and 32 MiB, and a burst of sign-ins must not starve everything else. */
const queue = createHashQueue({ atOnce: 2, maxWaiting: 20 });

/**
 * `scrypt$N$r$p$salt$key`, salt and key in base64: the parameters travel with the hash, so they can be raised later.
 * Whoever may set a password is known already. @throws BusyError
 */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost, "known");
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64"), key.toString("base64")].join("$");
}

/**
 * Compares in constant time. Without a stored hash it does the same work and says no, so that timing tells nothing.
 * @throws BusyError
 */
export async function verifyPassword(
  password: string,
  stored: string | null,
  caller: HashCaller,
): Promise<boolean> {
  const [kind, n, r, p, salt, key] = (stored ?? "").split("$");
  if (kind !== "scrypt" || !salt || !key) {
    await derive(password, Buffer.alloc(16), cost, caller);
    return false;
  }
  const wanted = Buffer.from(key, "base64");
  const stretched = { ...cost, N: Number(n), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt, "base64"), stretched, caller);
  return actual.length === wanted.length && timingSafeEqual(actual, wanted);
}

/** A password for somebody else to start with: 20 characters, about 118 bits. */
export function generatePassword(): string {
  const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  return Array.from(randomBytes(20), (byte) => letters[byte % letters.length]).join("");
}

function derive(password: string, salt: Buffer, options: ScryptOptions, caller: HashCaller): Promise<Buffer> {
  const work = () =>
    new Promise<Buffer>((resolve, reject) => {
      scrypt(password.normalize("NFC"), salt, keyBytes, options, (error, key) =>
        error ? reject(error) : resolve(key),
      );
    });
  return queue(caller, work);
}
