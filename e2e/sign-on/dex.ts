import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { freePort } from "@/lib/testing/ports";
import { client, type Provider, spawnProvider } from "./provider";

/** Dex takes a bcrypt hash, which Node cannot make. */
const password = {
  text: "password",
  hash: "$2a$10$2b2cU8CPhOTaGrs1HRQuAueS7JTT5ZHsHSzYiFPm1leZck7Mc8T4W",
};

/** Dex with one user of its own. @returns why it cannot be run here, where it cannot */
export async function startDex(appUrl: string): Promise<Provider | string> {
  if (!hasDex()) return "there is no Dex on the PATH; `go build ./cmd/dex` in its source makes one.";
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-dex-"));
  const port = await freePort();
  const issuer = `http://localhost:${port}/dex`;
  const file = path.join(folder, "dex.json");
  writeFileSync(
    file,
    JSON.stringify({
      issuer,
      storage: { type: "memory" },
      web: { http: `127.0.0.1:${port}` },
      staticClients: [
        {
          id: client.id,
          secret: client.secret,
          name: "Callboard",
          redirectURIs: [`${appUrl}/api/auth/callback/oidc`],
        },
      ],
      enablePasswordDB: true,
      staticPasswords: [
        { email: "ada@example.com", username: "Ada Lovelace", userID: "ada", hash: password.hash },
      ],
    }),
  );
  const stop = await spawnProvider("dex", ["serve", file], {
    discovery: `${issuer}/.well-known/openid-configuration`,
  });
  return {
    issuer: () => `${issuer}/`,
    pass: async (page, person) => {
      await page.locator("input[name=login]").fill(`${person}@example.com`);
      await page.locator("input[name=password]").fill(password.text);
      await page.getByRole("button", { name: "Login" }).click();
      await page.getByRole("button", { name: "Grant Access" }).click();
    },
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Debian has another program of that name. */
function hasDex(): boolean {
  try {
    return /dex version/i.test(execFileSync("dex", ["version"], { encoding: "utf8", stdio: "pipe" }));
  } catch {
    return false;
  }
}
