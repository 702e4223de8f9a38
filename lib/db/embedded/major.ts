import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

/** PostgreSQL's major version of these binaries. @param binaries the folder with `bin/` */
export async function postgresMajor(binaries: string): Promise<number> {
  const { stdout } = await promisify(execFile)(path.join(binaries, "bin", "postgres"), ["--version"]);
  return Number(/ (\d+)/.exec(stdout.replace(/^.*\)/, ""))?.[1] ?? 0);
}
