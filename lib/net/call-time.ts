/** Milliseconds within which a call has ended: the timeout of ten seconds, and what a busy machine takes to notice it. */
export const maxCallMs = 10_500;

/** Milliseconds within which a call under way at a stop has ended, and its body has come or was given up. */
export const maxStopMs = maxCallMs + 1_000;
