import { Note } from "@/components/ui/note";
import { visibleText } from "@/components/ui/visible-text";
import type { MailSubscription } from "@/lib/notices/view";

/** Why the reader's last mail of notices did not go out, in the mail server's words; nothing where it did. */
export function MailProblem({ subscription: { mails, problem } }: { subscription: MailSubscription }) {
  if (!mails || problem === null) return null;
  return (
    <Note tone="warn" announced={false}>
      <p className="break-words">
        The last mail to you could not be sent, and is tried again. {visibleText(problem)}
      </p>
    </Note>
  );
}
