"use client";

import { useRef } from "react";
import type { ActionResult } from "@/lib/web/result";
import { drawFormKey } from "./form-key";
import { useAction } from "./use-action";

/** Runs a server action as `useAction` does; whoever presses again after a lost answer sends the same key, after a seen one another. */
export function useKeyedAction<Input extends object, T>(
  action: (input: Input & { idempotencyKey: string }) => Promise<ActionResult<T>>,
) {
  const key = useRef<string | null>(null);
  const [run, busy] = useAction(action);
  const runKeyed = (input: Input, then: (result: ActionResult<T>) => void) => {
    key.current ??= drawFormKey();
    run({ ...input, idempotencyKey: key.current }, (result) => {
      // A failure has undone all it began, and its key with it.
      if (result.ok) key.current = null;
      then(result);
    });
  };
  return [runKeyed, busy] as const;
}
