/**
 * Runs `work` one at a time: whoever asks during a run gets another one after it, however many asked.
 * `ask` resolves when no run is owed any more; `idle` when none is under way, without asking for one.
 */
export function coalesced(work: () => Promise<void>) {
  let running: Promise<void> | null = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return {
    ask(): Promise<void> {
      if (running) again = true;
      else {
        running = run().finally(() => {
          running = null;
        });
      }
      return running;
    },
    idle: () => running ?? Promise.resolve(),
  };
}
