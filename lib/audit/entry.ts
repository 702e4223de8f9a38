import { prisma } from "@/lib/db/prisma";
import { NotFoundError, quoted } from "@/lib/errors";
import { parsePublicId } from "@/lib/ids";

/** What an entry found and left behind, for the domain it is about. @throws NotFoundError */
export async function readEntry(
  entryID: string,
): Promise<{ id: bigint; action: string; before: unknown; after: unknown }> {
  const id = parsePublicId("aud", entryID);
  const entry = id === null ? null : await prisma().auditEntry.findUnique({ where: { id } });
  if (!entry) throw new NotFoundError(`There is no entry ${quoted(entryID)}.`);
  return { id: entry.id, action: entry.action, before: entry.before, after: entry.after };
}
