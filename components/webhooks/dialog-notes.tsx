import { UpgradedNote } from "@/components/ui/kept-notes";
import { Note } from "@/components/ui/note";
import { upgraded } from "@/components/ui/use-action";
import type { ActionFailure } from "@/lib/web/result";

const signInAgain = "Sign in again in another tab";

/** Why nothing was saved, or loaded. Who is signed out gets a way back in that leaves what is typed. */
export function FailureNote({ failure: { status, message } }: { failure: ActionFailure }) {
  if (message === upgraded) return <UpgradedNote />;
  const [before, after] = message.split(signInAgain);
  return (
    <Note tone="bad">
      {status === 401 && after !== undefined ? (
        <>
          {before}
          <a href="/sign-in" target="_blank" rel="noreferrer" className="font-semibold underline">
            {signInAgain}
          </a>
          {after}
        </>
      ) : (
        message
      )}
    </Note>
  );
}

/** What somebody else saved meanwhile. */
export function ConflictNote({ message, changes }: { message: string; changes: string[] }) {
  return (
    <Note tone="warn">
      <p>{message}</p>
      {changes.length > 0 && (
        <ul className="mt-1 list-disc pl-4.5 break-all">
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      <p className="mt-1">Press OK again to replace that with what stands here, or Close to leave it.</p>
    </Note>
  );
}
