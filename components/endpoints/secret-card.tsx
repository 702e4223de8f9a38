"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { CopyButton } from "@/components/ui/copy-button";
import { Countdown } from "@/components/ui/countdown";
import { minuteTime } from "@/components/ui/exact-time";
import { LocalTime } from "@/components/ui/local-time";
import { Spinner } from "@/components/ui/spinner";
import { type Notice, noticeOf, Toast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import { bothValidHours } from "@/lib/endpoints/view";
import type { ActionResult } from "@/lib/web/result";

type ShowSecretAction<Input> = (input: Input) => Promise<ActionResult<{ secret: string }>>;
type RotateSecretAction<Input> = (
  input: Input & { previousSecretUntil: string | null },
) => Promise<ActionResult<{ previousSecretUntil: string | null }>>;

/** The signing secret: hidden until it is asked for, copied, rotated; and until when the one before is valid as well. */
export function SecretCard<Input>({
  of,
  what = "callback",
  previousSecretUntil,
  show,
  rotate,
}: {
  /** Whose secret: what the actions are given. */
  of: Input;
  /** What is signed with it. */
  what?: "callback" | "notice";
  previousSecretUntil: string | null;
  show: ShowSecretAction<Input>;
  rotate: RotateSecretAction<Input>;
}) {
  const [secret, setSecret] = useState<string | null>(null);
  /** When the question was asked: it says until when both secrets will be valid. */
  const [askedAt, setAskedAt] = useState<number | null>(null);
  const [notice, setNotice] = useState<Notice | null>(null);
  const [runShow, showing] = useAction(show);
  const [runRotate, rotating] = useAction(rotate);

  const reveal = () => {
    if (secret !== null) return setSecret(null);
    runShow(of, (result) => {
      if (result.ok) setSecret(result.value.secret);
      else setNotice({ tone: "bad", text: result.message });
    });
  };
  const rotateNow = () =>
    runRotate({ ...of, previousSecretUntil }, (result) => {
      setAskedAt(null);
      // What was shown may not be the present secret any more, also where no answer came or somebody else rotated.
      setSecret(null);
      setNotice(noticeOf(result, ({ previousSecretUntil }) => rotatedText(previousSecretUntil)));
    });

  return (
    <Card title="Signing secret">
      <div className="px-4 py-3">
        <p className="text-text-2">
          Every {what} to this URL is signed with it. Whoever has it can sign as Callboard does.
        </p>
        <div className="mt-3 flex min-h-8 items-center gap-1 rounded-lg border border-line bg-surface-2 px-3 py-1.5">
          <code className="min-w-0 flex-1 text-[12.5px] break-all">
            {secret ?? (
              <>
                <span className="sr-only">The signing secret is hidden.</span>
                <span aria-hidden>whsec_••••••••••••</span>
              </>
            )}
          </code>
          {secret !== null && <CopyButton text={secret} label="Copy the signing secret" />}
        </div>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="s" onClick={reveal} aria-busy={showing} title="That it was shown is recorded">
            {showing && <Spinner />}
            {secret === null ? "Show" : "Hide"}
            <span className="sr-only"> the signing secret</span>
          </Button>
          <Button size="s" onClick={() => setAskedAt(Date.now())}>
            Rotate<span className="sr-only"> the signing secret</span>
          </Button>
        </div>
        {previousSecretUntil && (
          <p className="mt-3 text-[12.5px] text-text-2">
            The previous secret is also valid until <LocalTime at={previousSecretUntil} to="minute" />; it
            ends <Countdown at={previousSecretUntil} />. Until then every {what} carries two signatures, the
            one by the new secret first.
          </p>
        )}
      </div>
      <ConfirmDialog
        open={askedAt !== null}
        onOpenChange={(open) => !open && setAskedAt(null)}
        title="Rotate the signing secret?"
        description={confirmationText(what, askedAt ?? 0, previousSecretUntil !== null)}
        confirm="Rotate"
        tone={previousSecretUntil === null ? "primary" : "danger"}
        pending={rotating}
        onConfirm={rotateNow}
      />
      <Toast notice={notice} onDismiss={() => setNotice(null)} />
    </Card>
  );
}

function confirmationText(what: string, askedAt: number, olderIsValid: boolean): string {
  const until = minuteTime(new Date(askedAt + bothValidHours * 3_600_000).toISOString());
  return [
    "A new secret takes effect at once.",
    `Until ${until}, ${bothValidHours} hours from now, every ${what} carries two signatures, one by the new secret and one by the current one, so that your service can change over.`,
    ...(olderIsValid ? ["The previous secret ends now."] : []),
  ].join(" ");
}

function rotatedText(until: string | null): string {
  return until === null
    ? "Rotated. The new secret is in use from now on."
    : `Rotated. The new secret is in use from now on, and the previous one as well until ${minuteTime(until)}.`;
}
