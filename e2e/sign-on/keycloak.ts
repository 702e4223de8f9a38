import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { freePort } from "@/lib/testing/ports";
import { client, type Provider, password, spawnProvider } from "./provider";

const version = "26.7.3";
const archive = {
  url: `https://repo1.maven.org/maven2/org/keycloak/keycloak-quarkus-dist/${version}/keycloak-quarkus-dist-${version}.tar.gz`,
  sha1: "4ff244668809213a1c91ad2505390287203029d0",
};
const cache = path.join("node_modules/.cache/callboard-sign-on");

/** What one realm has that another has not: settings of the realm itself, and of its client. */
const realms: Record<string, { realm?: object; client?: Record<string, string> }> = {
  default: { client: { "pkce.code.challenge.method": "S256" } },
  es256: { realm: { defaultSignatureAlgorithm: "ES256" } },
  eddsa: { realm: { defaultSignatureAlgorithm: "EdDSA" } },
  userinfo: { client: { "user.info.response.signature.alg": "PS256" } },
};

/** Keycloak with a realm for each row. @returns why it cannot be run here, where it cannot */
export async function startKeycloak(appUrl: string): Promise<Provider | string> {
  if (!hasJava()) return "there is no Java 17 or newer.";
  const home = await bring();
  if (home === null) return `Maven Central does not bring ${path.basename(archive.url)}.`;
  // It builds itself and writes beside its programs, so each run has its own.
  const folder = await mkdtemp(path.join(os.tmpdir(), "callboard-keycloak-"));
  await cp(home, folder, { recursive: true });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  mkdirSync(path.join(folder, "data/import"), { recursive: true });
  for (const name of Object.keys(realms)) {
    writeFileSync(path.join(folder, `data/import/${name}.json`), JSON.stringify(realm(name, appUrl)));
  }
  const stop = await spawnProvider(
    path.join(folder, "bin/kc.sh"),
    [
      "start-dev",
      "--import-realm",
      "--db=dev-mem",
      "--cache=local",
      `--http-port=${port}`,
      `--hostname=${url}`,
    ],
    {
      discovery: `${url}/realms/default/.well-known/openid-configuration`,
      env: { JAVA_OPTS_APPEND: "-Xmx768m" },
    },
  );
  return {
    issuer: (name) => `${url}/realms/${name}`,
    pass: async (page, person) => {
      await page.locator("input[name=username]").fill(person);
      await page.locator("input[name=password]").fill(password);
      await page.getByRole("button", { name: "Sign In" }).click();
    },
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function realm(name: string, appUrl: string): object {
  const { realm: ofRealm = {}, client: ofClient = {} } = realms[name] ?? {};
  const user = (username: string, emailVerified: boolean) => ({
    username,
    email: `${username}@example.com`,
    emailVerified,
    firstName: "Ada",
    lastName: "Lovelace",
    enabled: true,
    credentials: [{ type: "password", value: password }],
  });
  return {
    realm: name,
    enabled: true,
    sslRequired: "none",
    ...ofRealm,
    clients: [
      {
        clientId: client.id,
        secret: client.secret,
        redirectUris: [`${appUrl}/api/auth/callback/oidc`],
        attributes: { "post.logout.redirect.uris": `${appUrl}/sign-in`, ...ofClient },
      },
    ],
    // As the console makes one: nobody has looked at the email.
    users: [user("ada", true), user("unverified", false)],
  };
}

function hasJava(): boolean {
  try {
    const told = execFileSync("java", ["--version"], { encoding: "utf8" });
    return Number(/\d+/.exec(told)?.[0]) >= 17;
  } catch {
    return false;
  }
}

/** @returns Keycloak's folder, as it was made; null where it cannot be had */
async function bring(): Promise<string | null> {
  const home = path.resolve(cache, `keycloak-${version}`);
  if (existsSync(home)) return home;
  const answer = await fetch(archive.url).catch(() => null);
  if (!answer?.ok) return null;
  const bytes = Buffer.from(await answer.arrayBuffer());
  const sha1 = createHash("sha1").update(bytes).digest("hex");
  if (sha1 !== archive.sha1) throw new Error(`${archive.url} is another file than it was: ${sha1}.`);
  mkdirSync(cache, { recursive: true });
  const file = path.join(cache, "keycloak.tar.gz");
  writeFileSync(file, bytes);
  execFileSync("tar", ["-xzf", file, "-C", cache]);
  rmSync(file);
  return home;
}
