import Link from "next/link";
import { LocalTime } from "@/components/ui/local-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import type { AuditEntryView } from "@/lib/audit/view";
import { Difference } from "./difference";
import { RestoreButton } from "./restore-button";
import type { PreviewAction, RestoreAction } from "./use-restore";

type Props = { entries: AuditEntryView[]; path: string; preview: PreviewAction; restore: RestoreAction };

/** Entries of the history, newest first: who, when, from where, what, and the difference it made. */
export function AuditList({ entries, path, preview, restore }: Props) {
  return (
    <ol>
      {entries.map((entry) => (
        <li
          key={entry.entryID}
          id={entry.entryID}
          className="border-b border-line px-4 py-3.5 last:border-0 target:bg-primary-soft"
        >
          <article aria-label={`Entry ${numberOf(entry.entryID)}: ${entry.title}`}>
            <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1.5">
              <div className="min-w-0">
                <h2 className="text-sm font-semibold">{entry.title}</h2>
                <p className="text-[13px] break-words text-text-2">
                  <Who entry={entry} /> · <RelativeTime at={entry.at} /> · <LocalTime at={entry.at} />
                </p>
                <p className="text-[13px] break-all text-text-2">
                  Entry {numberOf(entry.entryID)}
                  {entry.restoredFrom && (
                    <>
                      , restored from{" "}
                      <Link
                        href={`${path}?cursor=aud_${numberOf(entry.restoredFrom) + 1n}#${entry.restoredFrom}`}
                        prefetch={false}
                        className="text-primary underline"
                      >
                        entry {String(numberOf(entry.restoredFrom))}
                      </Link>
                    </>
                  )}
                  <About entry={entry} />
                </p>
              </div>
              {entry.restorable && (
                <RestoreButton entryID={entry.entryID} preview={preview} restore={restore} />
              )}
            </div>
            {entry.sections.length > 0 && <Difference sections={entry.sections} />}
          </article>
        </li>
      ))}
    </ol>
  );
}

function numberOf(entryID: string): bigint {
  return BigInt(entryID.replace("aud_", ""));
}

/** The name of a token's act says both; a token is named in the list of tokens, too. */
function Who({ entry: { actor, address } }: { entry: AuditEntryView }) {
  return (
    <>
      <b className="font-medium text-text">{visibleText(actor.name)}</b>
      {address && ` from ${visibleText(address)}`}
    </>
  );
}

function About({ entry: { subject } }: { entry: AuditEntryView }) {
  if (!subject) return null;
  const text = visibleText(subject.text);
  return (
    <>
      {" · "}
      {subject.href ? (
        <Link href={subject.href} prefetch={false} className="text-primary underline">
          {text}
        </Link>
      ) : (
        text
      )}
    </>
  );
}
