import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { releaseAttempts } from "@/lib/attempts/release";
import type { HeldDelivery } from "@/lib/dispatch/held-delivery";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";

export type ReleaseQueue = ReturnType<typeof createReleaseQueue>;

/** Deliveries that are held but must not be called from here: kept until they are released. */
export function createReleaseQueue(pool: pg.Pool) {
  let deliveries: HeldDelivery[] = [];
  let underWay: Promise<void> | null = null;

  const releaseOnce = async (): Promise<void> => {
    const asked = new Map(deliveries.map((held) => [held, held.dispatcherId]));
    const busy = new Set(await releaseAttempts(pool, [...asked.keys()]));
    // One that was taken over to a new identity meanwhile was not found under the old one: its turn comes again.
    deliveries = deliveries.filter((held) => busy.has(held) || asked.get(held) !== held.dispatcherId);
  };

  const releaseNext = async (): Promise<void> => {
    await underWay?.catch(() => undefined);
    underWay ??= releaseOnce().finally(() => {
      underWay = null;
    });
    await underWay;
  };

  return {
    add(more: HeldDelivery[]): void {
      deliveries.push(...more);
    },
    /** Also those that are being released just now. */
    all: (): readonly HeldDelivery[] => deliveries,
    /** These are held by somebody else now. */
    forget(lost: Set<HeldDelivery>): void {
      deliveries = deliveries.filter((held) => !lost.has(held));
    },
    /**
     * Releases all but those that somebody else has locked just now, one statement at a time: the second of two that release the
     * same could undo a claim made in between. @throws what the database throws; then all are kept
     */
    release: releaseNext,
    /** Tries until every one is released. */
    async releaseAll(): Promise<void> {
      while (deliveries.length > 0) {
        await releaseNext().catch((error) => {
          log.error({ event: "give_back.failed", reason: reasonOf(error) });
        });
        if (deliveries.length > 0) await pause(50);
      }
    },
  };
}
