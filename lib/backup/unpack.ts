import { createReadStream } from "node:fs";
import { chown, mkdir, open, stat } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import type { Identity } from "@/lib/db/embedded/identity";
import { homeName } from "@/lib/supervise/database-folder";
import { BackupError, type Manifest, manifestName, manifestSchema } from "./manifest";
import type { StartProgress } from "./progress";
import { type Member, unpackMembers } from "./tar";

/** What may stand in a backup besides what it says of itself, named as in DATA_DIR. */
const known = /^(app-secret|postgres\/password|postgres\/cluster\/(?!.*(^|\/)\.\.(\/|$))[\w./-]*)$/;

type Unpacked = {
  /** Where the content of `postgres/` goes. */
  folder: string;
  /** Whose it becomes; null for this process's own user. */
  identity: Identity | null;
  /** Looks at what the backup says of itself, before anything is written. @throws BackupError */
  judge: (manifest: Manifest) => Promise<void>;
  startProgress: StartProgress;
};

/**
 * Unpacks a backup, each file on disk before this returns.
 * @returns the APP_SECRET in it, or null where it holds none
 * @throws BackupError where the file is no backup, or not a whole one
 */
export async function unpackBackup(
  file: string,
  { folder, identity, judge, startProgress }: Unpacked,
): Promise<string | null> {
  const { size } = await stat(file).catch(() => {
    throw new BackupError(`There is no file ${file}.`);
  });
  const packed = createReadStream(file);
  const plain = packed.pipe(createGunzip());
  packed.on("error", (error) => plain.destroy(error));
  const progress = startProgress(size);
  let appSecret: string | null = null;
  let manifest: Manifest | null = null;
  try {
    for await (const { content, ...member } of unpackMembers(plain)) {
      progress(packed.bytesRead);
      if (manifest === null) {
        manifest = manifestOf(member.name === manifestName ? await text(content) : "");
        await judge(manifest);
      } else if (member.name === "app-secret") appSecret = (await text(content)).trim();
      // Where a restore puts it is known: it says itself what it is.
      else if (member.name === `postgres/${homeName}`) await text(content);
      else await write(member, content);
    }
  } catch (error) {
    if (error instanceof BackupError) throw error;
    const reason = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    throw new BackupError(`${file} is not a whole backup of Callboard (${reason}).`);
  } finally {
    packed.destroy();
  }
  return appSecret;

  function manifestOf(json: string): Manifest {
    try {
      return manifestSchema.parse(JSON.parse(json));
    } catch {
      throw new BackupError(`${file} is not a backup that this release of Callboard can read.`);
    }
  }

  async function write({ name, mode }: Member, content: AsyncIterable<Buffer>): Promise<void> {
    if (!known.test(name)) throw new Error(`"${name}" does not belong into one`);
    const to = path.join(folder, name.slice("postgres/".length));
    if (name.endsWith("/")) await mkdir(to, mode);
    else {
      const opened = await open(to, "wx", mode);
      try {
        for await (const chunk of content) await opened.writeFile(chunk);
        await opened.sync();
      } finally {
        await opened.close();
      }
    }
    if (identity && to !== path.join(folder, "password")) await chown(to, identity.uid, identity.gid);
  }
}
