"use client";

import { useEffect, useState } from "react";

/**
 * What `fetch` brings, once it is `wanted`; null until then. Code that few people need on a page comes this way when they need it.
 * @param onLost when it could not be fetched; the next time it is wanted it is tried again
 */
export function useFetched<T>(fetch: () => Promise<T>, wanted: boolean, onLost: () => void): T | null {
  const [fetched, setFetched] = useState<{ value: T } | null>(null);
  const missing = wanted && fetched === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: both are new at each drawing
  useEffect(() => {
    if (!missing) return;
    let over = false;
    fetch().then(
      (value) => {
        if (!over) setFetched({ value });
      },
      () => {
        if (!over) onLost();
      },
    );
    return () => {
      over = true;
    };
  }, [missing]);
  return fetched?.value ?? null;
}
