import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The system user PostgreSQL runs as. */
export type Identity = { uid: number; gid: number };

/**
 * PostgreSQL refuses to run as root, so as root it runs as `postgres` or else `nobody`, whichever exists.
 * Null when this process is an ordinary user, whose own identity serves.
 */
export async function databaseIdentity(): Promise<Identity | null> {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all(
        ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, name])).stdout.trim())),
      );
      if (uid && gid) return { uid, gid };
    } catch {
      // `id` fails for a user that does not exist: try the next.
    }
  }
  return { uid: 65_534, gid: 65_534 };
}

/** Whether that user can do `test <flag> <path>`: enter every folder above it and has the right itself. */
export async function canReach(identity: Identity | null, flag: "-w" | "-x", path: string): Promise<boolean> {
  try {
    await run("test", [flag, path], { ...identity, cwd: "/" });
    return true;
  } catch {
    return false;
  }
}

/** What PostgreSQL's programs need to know; none of our settings and secrets. */
export function databaseEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC", NODE_ENV: process.env.NODE_ENV };
}
