/** Attempts in the stats and in the log, and half hours of an endpoint where the two differ. */
export type StatsComparison = { counted: number; found: number; differences: number };
