/** Bulk resends that may be pending at once, over all jobs and endpoints. */
export const maxPending = 1_000;

/** Of those, to one endpoint that keeps up. */
export const maxPendingPerEndpoint = 100;

/** To one that is probed, or whose oldest has been pending for longer than `slowAfterS` seconds: enough for its next probes. */
export const maxPendingWhileBusy = 10;
export const slowAfterS = 30;

/** A step looks at so many deliveries and changes at most so many, in one transaction. */
export const maxScanned = 5_000;
const maxResent = 500;

/** What a step may make pending at most. @param capacity how many more may be pending over all */
export function stepLimit(capacity: number): number {
  return Math.min(capacity, maxResent);
}
