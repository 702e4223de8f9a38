/** Why an event led to no delivery. Pure: browsers load this without the schemas. */
export const unsentReasons = ["switched_off", "no_urls", "process_not_wanted"] as const;
export type UnsentReason = (typeof unsentReasons)[number];

/** Why an event led to deliveries, or to none. */
export const eventOutcomes = ["dispatched", ...unsentReasons] as const;
export type EventOutcome = (typeof eventOutcomes)[number];
