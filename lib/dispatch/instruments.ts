import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export type Instruments = ReturnType<typeof createInstruments>;

/** Makes instruments in `registry`. Label values are bound beforehand: then an observation costs about a microsecond. */
export function createInstruments(registry: Registry) {
  const registers = [registry];
  return {
    histogram: (name: string, help: string, buckets: number[]) =>
      new Histogram({ name, help, buckets, registers }).labels(),

    /** Begins at 0, so that a rate knows of the first. */
    counter(name: string, help: string) {
      const counted = new Counter({ name, help, registers }).labels();
      counted.inc(0);
      return counted;
    },

    gauge: (name: string, help: string) => new Gauge({ name, help, registers }),

    /** Counts by outcome; each begins at 0. */
    byOutcome<Outcome extends string>(name: string, help: string, outcomes: readonly Outcome[]) {
      const counted = new Counter({ name, help, labelNames: ["outcome"], registers });
      const bound = new Map(outcomes.map((outcome) => [outcome, counted.labels(outcome)]));
      for (const one of bound.values()) one.inc(0);
      return (outcome: Outcome) => bound.get(outcome)?.inc();
    },
  };
}
