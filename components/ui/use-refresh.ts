import { useRouter } from "next/navigation";
import { useCallback, useTransition } from "react";
import { isReachable } from "./is-reachable";
import { useKeptFocus } from "./use-kept-focus";

/** Draws the page anew once the server answers, unless `isWanted` says no by then; whether it does. */
type Refresh = (isWanted?: () => boolean) => Promise<boolean>;

/**
 * Draws the page anew, and says whether that is under way. Not while the page is hidden, nor under an open dialog, whose
 * question must not change while it is answered. What has the focus keeps it.
 */
export function useRefresh(): [refresh: Refresh, drawing: boolean] {
  const router = useRouter();
  const [drawing, startDrawing] = useTransition();
  useKeptFocus(drawing);
  const refresh = useCallback(
    async (isWanted: () => boolean = () => true) => {
      if (!isWatched() || !(await isReachable()) || !isWatched() || !isWanted()) return false;
      startDrawing(() => router.refresh());
      return true;
    },
    [router],
  );
  return [refresh, drawing];
}

const isWatched = () =>
  document.visibilityState === "visible" && document.querySelector("[role=dialog]") === null;
