/** A mutant that no test can tell from the code: `text` of `file` replaced by `replacement`. */
export type Equivalent = { file: string; text: string; replacement: string; reason: string };

/** What is left out of the score. `scripts/mutation/equivalent.test.ts` refuses one that is no mutant any more. */
export const equivalents: readonly Equivalent[] = [];
