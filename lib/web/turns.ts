export type Turns = {
  /**
   * Does the work now or, while as many are under way as may be, when its turn comes.
   * @param work calls `done` once when it has ended
   * @returns false when too many wait already; then it is not done
   */
  take(work: (done: () => void) => void): boolean;
};

/** Turns for work that is done side by side, first come first served. */
export function createTurns({ maxAtOnce, maxWaiting }: { maxAtOnce: number; maxWaiting: number }): Turns {
  const waiting: ((done: () => void) => void)[] = [];
  let running = 0;
  const begin = (work: (done: () => void) => void) => {
    running += 1;
    let ended = false;
    work(() => {
      if (ended) return;
      ended = true;
      running -= 1;
      // After what came meanwhile for others: a crowd must not be one long piece of work.
      setImmediate(next);
    });
  };
  const next = () => {
    while (running < maxAtOnce) {
      const work = waiting.shift();
      if (!work) return;
      begin(work);
    }
  };
  return {
    take(work) {
      if (running < maxAtOnce && waiting.length === 0) begin(work);
      else if (waiting.length < maxWaiting) waiting.push(work);
      else return false;
      return true;
    },
  };
}
