type Step = () => Promise<void>;

const steps: Step[] = [];
let cleaning: Promise<void> | undefined;

/** Has `step` run at the end, however that comes; the last one given runs first. Returns a function that runs it now instead. */
export function atTheEnd(step: Step): Step {
  steps.push(step);
  return async () => {
    const place = steps.indexOf(step);
    if (place === -1) return;
    steps.splice(place, 1);
    await step();
  };
}

/** Runs all that is left to do; a step that fails is told and does not keep the others from running. */
export function cleanUp(): Promise<void> {
  cleaning ??= (async () => {
    for (let step = steps.pop(); step; step = steps.pop()) {
      await step().catch((error) => console.error(error));
    }
  })();
  return cleaning;
}

export const isCleaningUp = () => cleaning !== undefined;

/** Ctrl-C, a closed terminal, `kill` or an error nobody expected leave no process and no folder behind. */
export function cleanUpHoweverItEnds(): void {
  const end = (exitCode: number, message: unknown) => {
    // What is being cut off fails in all kinds of ways that say nothing.
    if (cleaning) return;
    console.error(message);
    void cleanUp().then(() => process.exit(exitCode));
  };
  process.on("SIGINT", () => end(130, "Cleaning up …"));
  process.on("SIGTERM", () => end(143, "Cleaning up …"));
  process.on("SIGHUP", () => end(129, "Cleaning up …"));
  process.on("uncaughtException", (error) => end(1, error));
}
