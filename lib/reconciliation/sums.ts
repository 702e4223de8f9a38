/** What events of some time come to. Pure. */
export type Sums = {
  changes: number;
  expected: number;
  delivered: number;
  pending: number;
  failed: number;
  cancelled: number;
  switchedOff: number;
  noUrls: number;
  processNotWanted: number;
};

export const noSums: Sums = {
  changes: 0,
  expected: 0,
  delivered: 0,
  pending: 0,
  failed: 0,
  cancelled: 0,
  switchedOff: 0,
  noUrls: 0,
  processNotWanted: 0,
};

export function addSums(one: Sums, other: Sums): Sums {
  return {
    changes: one.changes + other.changes,
    expected: one.expected + other.expected,
    delivered: one.delivered + other.delivered,
    pending: one.pending + other.pending,
    failed: one.failed + other.failed,
    cancelled: one.cancelled + other.cancelled,
    switchedOff: one.switchedOff + other.switchedOff,
    noUrls: one.noUrls + other.noUrls,
    processNotWanted: one.processNotWanted + other.processNotWanted,
  };
}
