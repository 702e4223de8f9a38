import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Member } from "./tar";

/** Folders whose content a server makes anew (PostgreSQL manual, "Making a Base Backup"); its log is copied apart. */
const emptied = new Set([
  "pg_dynshmem",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
  "pg_wal",
]);
const leftOut =
  /^(postmaster\.(pid|opts)|backup_label.*|tablespace_map.*|current_logfiles.*|pg_internal\.init.*|pgsql_tmp.*)$/;

/**
 * What of a cluster belongs in a copy, its control file last: names from the cluster's folder on, which is the first, those of folders end in a slash. A
 * file that goes while it is listed is left out: the server's log knows of it.
 */
export async function clusterFiles(cluster: string): Promise<Member[]> {
  const members: Member[] = [{ name: "", mode: 0o700, size: 0 }];
  await list("");
  const control = members.findIndex(({ name }) => name === "global/pg_control");
  return [...members.filter((_, index) => index !== control), ...members.slice(control, control + 1)];

  async function list(folder: string): Promise<void> {
    const entries = await readdir(path.join(cluster, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const name = `${folder}${entry.name}`;
      if (leftOut.test(entry.name)) continue;
      if (entry.isDirectory()) {
        members.push({ name: `${name}/`, mode: 0o700, size: 0 });
        if (name === "pg_wal") members.push({ name: "pg_wal/archive_status/", mode: 0o700, size: 0 });
        if (!emptied.has(name)) await list(`${name}/`);
      } else {
        const found = await stat(path.join(cluster, name)).catch(() => null);
        if (found) members.push({ name, mode: 0o600, size: found.size });
      }
    }
  }
}

/** Segments of the server's log from one to another, both included; and where its timelines came from. */
export async function logFiles(cluster: string, first: string, last: string): Promise<Member[]> {
  const names = (await readdir(path.join(cluster, "pg_wal"))).filter(
    (name) => (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last) || name.endsWith(".history"),
  );
  return Promise.all(
    names.map(async (name) => {
      const { size } = await stat(path.join(cluster, "pg_wal", name));
      return { name: `pg_wal/${name}`, mode: 0o600, size };
    }),
  );
}
