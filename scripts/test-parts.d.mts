export function chooseTests(
  paths: readonly string[],
  files: readonly string[],
): { unit: string[]; browser: string[]; faults: boolean; unmatched: string[] };
