import { appendFileSync, readFileSync } from "node:fs";

/** What no log may hold: the specs note every secret they come by, and the last of them looks for each in the log. */
const file = () => process.env.E2E_SECRETS ?? "";

/** @returns the secret, so that it can be noted where it first appears */
export function noteSecret(secret: string): string {
  if (secret && file()) appendFileSync(file(), `${JSON.stringify(secret)}\n`);
  return secret;
}

export function notedSecrets(): string[] {
  return [...new Set(readFileSync(file(), "utf8").split("\n").filter(Boolean))].map((line) =>
    String(JSON.parse(line)),
  );
}
