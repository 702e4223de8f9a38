import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { releaseAttempts } from "@/lib/attempts/release";
import { log } from "@/lib/log";
import { reasonOf } from "./database";
import type { HeldDelivery } from "./held-delivery";

export type Unwanted = ReturnType<typeof createUnwanted>;

/** Deliveries that are held but must not be called from here: kept until they have been given back. */
export function createUnwanted(pool: pg.Pool) {
  let deliveries: HeldDelivery[] = [];
  let underWay: Promise<void> | null = null;

  const giveBackOnce = async (): Promise<void> => {
    const asked = new Map(deliveries.map((held) => [held, held.dispatcherId]));
    const busy = new Set(await releaseAttempts(pool, [...asked.keys()]));
    // One that was taken over to a new identity meanwhile was not found under the old one: its turn comes again.
    deliveries = deliveries.filter((held) => busy.has(held) || asked.get(held) !== held.dispatcherId);
  };

  const giveBackNext = async (): Promise<void> => {
    await underWay?.catch(() => undefined);
    underWay ??= giveBackOnce().finally(() => {
      underWay = null;
    });
    await underWay;
  };

  return {
    add(more: HeldDelivery[]): void {
      deliveries.push(...more);
    },
    /** Also those that are being given back just now. */
    all: (): readonly HeldDelivery[] => deliveries,
    /** These are held by somebody else now. */
    forget(lost: Set<HeldDelivery>): void {
      deliveries = deliveries.filter((held) => !lost.has(held));
    },
    /**
     * Gives back all but those that somebody else has locked just now, one statement at a time: the second of two that give back
     * the same could undo a claim made in between. @throws what the database throws; then all are kept
     */
    giveBack: giveBackNext,
    /** Tries until every one is given back. */
    async giveBackAll(): Promise<void> {
      while (deliveries.length > 0) {
        await giveBackNext().catch((error) => {
          log.error({ event: "give_back.failed", reason: reasonOf(error) });
        });
        if (deliveries.length > 0) await pause(50);
      }
    },
  };
}
