import type pg from "pg";
import { giveBack } from "./give-back";
import type { HeldDelivery } from "./held-delivery";

export type Unwanted = ReturnType<typeof createUnwanted>;

/** Deliveries that are held but must not be called from here: kept until they have been given back. */
export function createUnwanted(pool: pg.Pool) {
  let deliveries: HeldDelivery[] = [];
  return {
    add(more: HeldDelivery[]): void {
      deliveries.push(...more);
    },
    all: (): readonly HeldDelivery[] => deliveries,
    /** These are held by somebody else now. */
    forget(lost: Set<HeldDelivery>): void {
      deliveries = deliveries.filter((held) => !lost.has(held));
    },
    /** Gives back all but those that somebody else has locked just now. @throws what the database throws; then all are kept */
    async giveBack(): Promise<void> {
      const now = deliveries;
      deliveries = [];
      try {
        const busy = await giveBack(pool, now);
        // Only now: `forget` may have put another array in the place of the one that was there when this was asked.
        deliveries.push(...busy);
      } catch (error) {
        deliveries.push(...now);
        throw error;
      }
    },
  };
}
