/** How often work is repeated: it begins at most every `everyMs`, and takes at most `share` of the time. */
type Pace = { everyMs: number; share: number };

type Repeated = {
  /** Starts it unless it runs. */
  start: () => void;
  /** The same; where it rests, the next round begins at once, or `minGapMs` after the last began. */
  wake: () => void;
};

/** So soon after another a round begins where somebody new waits for it. */
const minGapMs = 200;

/**
 * Repeats `work`, one round after the other, while `wanted()`. It rests longer after a slow round, so that a database under
 * load is asked less.
 */
export function repeatWhile(
  wanted: () => boolean,
  { everyMs, share }: Pace,
  work: () => Promise<void>,
): Repeated {
  let running = false;
  let isWaitedFor = false;
  let endRest: (() => void) | null = null;
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const run = async () => {
    while (wanted()) {
      const beganMs = performance.now();
      isWaitedFor = false;
      await work();
      const tookMs = performance.now() - beganMs;
      if (!isWaitedFor) await rest(Math.max(everyMs - tookMs, tookMs / share - tookMs));
      endRest = null;
      if (isWaitedFor) await rest(Math.max(0, minGapMs - (performance.now() - beganMs)));
      endRest = null;
    }
    running = false;
  };
  const start = () => {
    if (running) return;
    running = true;
    void run();
  };
  return {
    start,
    wake() {
      isWaitedFor = true;
      endRest?.();
      start();
    },
  };
}
