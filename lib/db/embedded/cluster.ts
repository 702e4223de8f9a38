import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { EmbeddedDatabaseError } from "./error";
import { databaseEnvironment, type Identity } from "./identity";

const run = promisify(execFile);

/** The database's password, generated on first use; readable by this user only. */
export async function databasePassword(folder: string): Promise<string> {
  const file = path.join(folder, "password");
  if (existsSync(file)) return (await readFile(file, "utf8")).trim();
  const password = randomBytes(24).toString("hex");
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

/**
 * Makes the cluster unless it exists. It is made beside its place and renamed, so that a start killed half-way leaves
 * nothing that looks finished.
 * @throws EmbeddedDatabaseError
 */
export async function createCluster({
  binaries,
  folder,
  cluster,
  identity,
  password,
}: {
  binaries: string;
  folder: string;
  cluster: string;
  identity: Identity | null;
  password: string;
}): Promise<void> {
  if (existsSync(path.join(cluster, "PG_VERSION"))) return;
  const draft = `${cluster}.draft`;
  const passwordFile = path.join(folder, "initial-password");
  await rm(draft, { recursive: true, force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (identity) await chown(passwordFile, identity.uid, identity.gid);
  try {
    await run(
      path.join(binaries, "bin", "initdb"),
      [
        ["-D", draft],
        ["-U", "callboard"],
        ["--pwfile", passwordFile],
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions",
      ].flat(),
      { ...identity, cwd: "/", env: databaseEnvironment() },
    );
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new EmbeddedDatabaseError(
      `The embedded PostgreSQL could not make its data folder ${cluster}: ${said}`,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(draft, cluster);
}
