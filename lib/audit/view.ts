import { wordsOf } from "@/lib/audit/actions";
import { difference, type Section } from "@/lib/audit/difference";
import { withoutQueryValues, withoutSecrets } from "@/lib/audit/mask";
import { actionText } from "@/lib/audit/wording";
import { publicId } from "@/lib/ids";

type AuditRow = {
  id: bigint;
  at: Date;
  actorKind: string;
  actorId: number | null;
  actorName: string;
  tokenId: string | null;
  address: string | null;
  action: string;
  subject: string;
  before: unknown;
  after: unknown;
  restoredFrom: bigint | null;
};

/** What an entry is about, in words, and the page that shows it where there is one the reader may open. */
export type Subject = { text: string; href: string | null };

export type AuditEntryView = {
  entryID: string;
  at: string;
  actor: { kind: "user" | "token" | "system"; name: string; tokenID: string | null };
  /** Where the request came from; null for the command line and the setup. */
  address: string | null;
  action: string;
  title: string;
  subject: Subject | null;
  sections: Section[];
  restoredFrom: string | null;
  /** Whether the reader can bring back what this entry left behind. */
  restorable: boolean;
};

/** An entry as screens show it; times are RFC 3339 UTC. What the reader may not see is masked after comparing, so that a change shows. */
export function auditEntryView(
  row: AuditRow,
  { subject, mayEdit }: { subject: Subject | null; mayEdit: boolean },
): AuditEntryView {
  const shown = (text: string) => withoutSecrets(mayEdit ? text : withoutQueryValues(text));
  return {
    entryID: publicId("aud", row.id),
    at: row.at.toISOString(),
    actor: { kind: kindOf(row.actorKind), name: row.actorName, tokenID: row.tokenId },
    address: row.address,
    action: row.action,
    title: actionText(row.action, row.restoredFrom !== null),
    subject: subject && { ...subject, text: shown(subject.text) },
    sections: difference(row.before, row.after).map(({ title, lines }) => ({
      title,
      lines: lines.map(({ kind, text }) => ({ kind, text: shown(text) })),
    })),
    restoredFrom: row.restoredFrom === null ? null : publicId("aud", row.restoredFrom),
    restorable: mayEdit && wordsOf(row.action)?.restored !== undefined && row.after !== null,
  };
}

function kindOf(kind: string): "user" | "token" | "system" {
  return kind === "user" || kind === "token" ? kind : "system";
}
