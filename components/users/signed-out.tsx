"use client";

import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import { Note } from "@/components/ui/note";
import type { FormAction } from "@/lib/web/result";
import { Leaving } from "./leaving";

type Props = {
  provider: string;
  /** Whether the provider's own session has been ended as well. */
  ended: boolean;
  /** Answers where the browser ends it; null where the provider announces nothing. */
  end: FormAction<string> | null;
};

/** After signing out: what is left of the sign-in at the provider, and the way to end that too. */
export function SignedOut({ provider, ended, end }: Props) {
  if (ended) return <Note>You are signed out of Callboard and of {provider}.</Note>;
  return (
    <div className="flex flex-col gap-3">
      <Note>
        You are signed out of Callboard, but not of {provider}: in this browser it may let you in again
        without asking.
        {end === null && ` To sign out there, go to ${provider}.`}
      </Note>
      {end !== null && (
        <ActionForm action={end} lost=". Try again in a moment." className="flex flex-col gap-3">
          {({ state, pending }) => (
            <>
              {state?.ok && <Leaving address={state.value} provider={provider} />}
              <SubmitButton
                pending={pending || state?.ok === true}
                variant="secondary"
                className="w-full py-2 whitespace-normal"
              >
                Sign out of {provider} too
              </SubmitButton>
            </>
          )}
        </ActionForm>
      )}
    </div>
  );
}
