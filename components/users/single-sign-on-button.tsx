"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";

/** Leaves for the single sign-on provider, which sends whoever it knows back to `target`, a path of our own. */
export function SingleSignOnButton({ provider, target }: { provider: string; target: string }) {
  const [pending, setPending] = useState(false);
  const [unreachable, setUnreachable] = useState(false);
  const leave = async () => {
    setPending(true);
    setUnreachable(false);
    try {
      await signIn("oidc", { callbackUrl: target });
    } catch {
      setPending(false);
      setUnreachable(true);
    }
  };
  return (
    <div className="mt-4 flex flex-col gap-4">
      <p className="flex items-center gap-3 text-[13px] text-text-2 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      {unreachable && <Note tone="bad">Callboard could not be reached. Try again in a moment.</Note>}
      <Button className="w-full py-2 whitespace-normal" disabled={pending} onClick={() => void leave()}>
        {pending && <Spinner />}
        Sign in with {provider}
      </Button>
    </div>
  );
}
