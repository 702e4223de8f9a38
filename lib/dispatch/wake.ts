export type Wake = ReturnType<typeof createWake>;

/** What the loop waits on between two turns. Whoever changes what a turn looks at wakes it; many wakings make one turn. */
export function createWake() {
  let isDue = false;
  let willWake = false;
  let resume: (() => void) | null = null;

  const now = () => {
    isDue = true;
    resume?.();
  };

  return {
    now,
    /** Once, after all that this turn of the event loop brings in. */
    soon(): void {
      if (willWake) return;
      willWake = true;
      setImmediate(() => {
        willWake = false;
        now();
      });
    },
    /** Resolves when somebody wakes it, or has since the last time. @param withinMs at the latest after this; null for no limit */
    async next(withinMs: number | null): Promise<void> {
      if (!isDue) {
        let timer: NodeJS.Timeout | undefined;
        await new Promise<void>((resolve) => {
          resume = resolve;
          if (withinMs !== null) timer = setTimeout(resolve, withinMs);
        });
        clearTimeout(timer);
        resume = null;
      }
      isDue = false;
    },
  };
}
