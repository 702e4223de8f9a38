"use client";

import { ActionForm, SubmitButton } from "@/components/ui/action-form";
import type { FormAction } from "@/lib/web/result";
import { Leaving } from "./leaving";

/** Goes to the single sign-on provider, which sends users it knows back to `target`, a path on this site. */
export function SingleSignOnButton({
  provider,
  target,
  leave,
}: {
  provider: string;
  target: string;
  leave: FormAction<string>;
}) {
  return (
    <div className="mt-4 flex flex-col gap-4">
      <p className="flex items-center gap-3 text-[13px] text-text-2 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      <ActionForm action={leave} lost=". Try again in a moment." className="flex flex-col gap-4">
        {({ state, pending }) => (
          <>
            <input type="hidden" name="target" value={target} />
            {state?.ok && <Leaving address={state.value} provider={provider} />}
            <SubmitButton
              pending={pending || state?.ok === true}
              variant="secondary"
              className="w-full py-2 whitespace-normal"
            >
              Sign in with {provider}
            </SubmitButton>
          </>
        )}
      </ActionForm>
    </div>
  );
}
