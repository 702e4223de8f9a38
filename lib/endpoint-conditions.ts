/**
 * How an endpoint does, as people see it: its state, and of an active one whether it fails or has just come back. One word and one
 * colour of each, wherever it is named: on screens, in notices and mails. Pure.
 */
export const endpointConditions = {
  active: { word: "Active", tone: "ok" },
  failing: { word: "Failing", tone: "warn" },
  probing: { word: "Probing", tone: "warn" },
  recovering: { word: "Recovering", tone: "info" },
  suspended: { word: "Suspended", tone: "bad" },
} as const;
export type Condition = keyof typeof endpointConditions;
