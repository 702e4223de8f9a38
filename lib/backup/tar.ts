import type { FileHandle } from "node:fs/promises";

/** What of the tar format (POSIX.1-1988, ustar) a backup needs: files below 8 GiB and folders, names of at most 100 bytes. */

const block = 512;

/** A file or, with a name that ends in a slash, a folder. */
export type Member = { name: string; mode: number; size: number };

/** @param content of a file: its bytes, or where they are read from as far as `size`; what is missing by then is zeros */
export async function* packMember(
  member: Member,
  content: Buffer | FileHandle | null,
): AsyncGenerator<Buffer> {
  yield headerOf(member);
  if (content === null) return;
  if (Buffer.isBuffer(content)) yield content;
  else yield* readExactly(content, member.size);
  yield Buffer.alloc((block - (member.size % block)) % block);
}

/** What a whole archive ends with. */
export const archiveEnd = Buffer.alloc(2 * block);

/** PostgreSQL's log makes good what a file lost or gained while it was read (manual, "Making a Base Backup"). */
async function* readExactly(file: FileHandle, size: number): AsyncGenerator<Buffer> {
  let left = size;
  while (left > 0) {
    const chunk = Buffer.alloc(Math.min(left, 1024 * 1024));
    const { bytesRead } = await file.read(chunk, 0, chunk.length);
    const got = bytesRead === 0 ? chunk : chunk.subarray(0, bytesRead);
    left -= got.length;
    yield got;
  }
}

function headerOf({ name, mode, size }: Member): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`"${name}" is too long a name for an archive.`);
  const header = Buffer.alloc(block);
  header.write(name, 0);
  header.write(octal(mode, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(name.endsWith("/") ? "5" : "0", 156);
  header.write("ustar\u000000", 257);
  header.write(octal(sumOf(header), 6), 148);
  header.write("\u0000 ", 154);
  return header;
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");

/** The checksum, taken as if its own field held spaces. */
function sumOf(header: Buffer): number {
  return header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
}

/**
 * The members of an archive, one after the other; the content of each is to be read before the next is asked for.
 * @throws Error where it is damaged or ends too early
 */
export async function* unpackMembers(
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Member & { content: AsyncGenerator<Buffer> }> {
  const take = reader(source);
  for (;;) {
    const header = await whole(take, block);
    if (header.every((byte) => byte === 0)) return;
    const numberAt = (from: number, length: number) =>
      Number.parseInt(header.toString("latin1", from, from + length), 8);
    if (numberAt(148, 6) !== sumOf(header)) throw new Error("The archive is damaged.");
    const size = numberAt(124, 11);
    let left = size + ((block - (size % block)) % block);
    let kept = size;
    const content = (async function* () {
      while (left > 0) {
        const chunk = await take(left);
        if (chunk === null) throw endsTooEarly();
        left -= chunk.length;
        const useful = chunk.subarray(0, kept);
        kept -= useful.length;
        if (useful.length > 0) yield useful;
      }
    })();
    const name = header.toString("utf8", 0, 100).replace(/\0.*$/s, "");
    yield { name, mode: numberAt(100, 7), size, content };
  }
}

const endsTooEarly = () => new Error("The archive ends too early.");

async function whole(take: Take, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let left = length; left > 0; ) {
    const part = await take(left);
    if (part === null) throw endsTooEarly();
    parts.push(part);
    left -= part.length;
  }
  return Buffer.concat(parts);
}

/** The next bytes, at most so many; null at the end. */
type Take = (max: number) => Promise<Buffer | null>;

function reader(source: AsyncIterable<Buffer>): Take {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return async (max) => {
    while (rest.length === 0) {
      const next = await chunks.next();
      if (next.done) return null;
      rest = next.value;
    }
    const taken = rest.subarray(0, max);
    rest = rest.subarray(taken.length);
    return taken;
  };
}
