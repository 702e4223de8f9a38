/** How far the clock of a dispatcher's machine is ahead of the database's: dispatchers store it, monitoring warns of it. */
export const clockAheadMetric = "callboard_clock_ahead_seconds";
