import type { Counted } from "./oracle";
import type { Stage } from "./stage";

/** One line of the table of faults: what is broken, what must hold all the same, and how that is found out. */
export type Row = {
  number: number;
  /** What is broken. */
  title: string;
  /** What must hold. */
  must: string;
  /** Part of `npm test`. A row of the core is faster there: `stage.core` says so. */
  core: boolean;
  /** Waits most of its time, for a lease, a time limit or a start: such a row runs beside all others. */
  waits?: boolean;
  /** Longer than this is a failure. */
  limitMs?: number;
  run: (stage: Stage) => Promise<Findings>;
};

/** What a row measured. It holds when there are no violations. */
export type Findings = {
  /** Null where the row sends nothing, or nothing that the oracle could judge. */
  counted: Counted | null;
  /** The row's own figure, a few words. */
  figure: string;
  /** A sentence for each thing that did not hold. */
  violations: string[];
};

/** Thrown where this machine does not permit what the row needs, or what it examines is not there yet. */
export class Skip extends Error {}

/** Collects what did not hold, so that one run of a row tells all of it. */
export function createChecks() {
  const violations: string[] = [];
  return {
    violations,
    /** @param sentence what was seen instead, with the numbers */
    holds(condition: boolean, sentence: string): void {
      if (!condition) violations.push(sentence);
    },
    /** LOST and GHOST are 0 in every row; repeats at most what the row allows. */
    counted({ pairs, lost, ghosts, repeats }: Counted, maxRepeats: number): void {
      if (pairs === 0) violations.push("No event was committed, so the row proves nothing.");
      if (lost.length > 0) violations.push(`${lost.length} of ${pairs} were lost, ${lost[0]} first.`);
      if (ghosts.length > 0) violations.push(`${ghosts.length} ghosts arrived, ${ghosts[0]} first.`);
      if (repeats > maxRepeats) violations.push(`${repeats} repeats, at most ${maxRepeats} are allowed.`);
    },
  };
}
