import { useCallback, useLayoutEffect, useRef } from "react";

/** A function that stays the same from one rendering to the next and does what the latest says: what is memoised may be given it. */
export function useStable<Given extends unknown[], Answer>(work: (...given: Given) => Answer) {
  const latest = useRef(work);
  useLayoutEffect(() => {
    latest.current = work;
  });
  return useCallback((...given: Given) => latest.current(...given), []);
}
