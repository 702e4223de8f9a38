/** How long a sign-in counts, whatever happens meanwhile. */
export const sessionSeconds = 8 * 3600;

/**
 * Whether a session that began at `signedInAt` (milliseconds since 1970) has ended. One without a beginning, made by a
 * release before, has; one from the future is no session of ours.
 */
export function hasEnded(signedInAt: unknown, now = Date.now()): boolean {
  if (typeof signedInAt !== "number" || Number.isNaN(signedInAt)) return true;
  const ageMs = now - signedInAt;
  // Nodes' clocks differ a little.
  return ageMs >= sessionSeconds * 1_000 || ageMs < -60_000;
}
