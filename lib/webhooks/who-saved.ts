export type LastSave = { updatedBy: string | null; updatedAt: string | null };

/** "Ada saved these settings at 14:02 UTC on 2026-11-24": the beginning of what the second of two reads. Pure. */
export function whoSaved({ updatedBy, updatedAt }: LastSave): string {
  const when = updatedAt ? ` at ${updatedAt.slice(11, 16)} UTC on ${updatedAt.slice(0, 10)}` : "";
  return `${updatedBy ?? "Somebody"} saved these settings${when}`;
}
