/**
 * SQL of whether a process of the release before may still run beside this one: for a day from the migration that says so on. Until
 * then nothing is written that it cannot read (docs/decisions/0016).
 */
export const releaseBeforeMayRun = "exists (select from installation where release_before_until > now())";
