import type pg from "pg";
import { backoff } from "@/lib/backoff";
import { SharedSessionError } from "@/lib/db/own-session";
import type { DispatcherState } from "@/lib/dispatch/state";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import { type LifeListener, type Registration, register } from "./register";

/**
 * Keeps this process registered. When the life connection breaks, the lock is gone and others may release what this process
 * held; so work is paused, a new identity taken, and what nobody released is taken over under it before work goes on.
 */
export function createMembership(options: {
  databaseUrl: string;
  /** Connections to the same database by the same way. */
  pool: pg.Pool;
  /** The database is behind a pooler in transaction mode: this process can do nothing, however often it tries. */
  onRefused: (error: SharedSessionError) => void;
  /** Gets the registration as it is taken and lost. */
  state: Pick<DispatcherState, "registration">;
  /** Told of what is notified on the life connection. */
  listener: Omit<LifeListener, "onLost">;
  /** Nothing may be claimed or settled from now on; resolves when nothing is. */
  pause: () => Promise<void>;
  /** Moves all that is held to the new identity. */
  takeOver: (registration: Registration) => Promise<void>;
  /** Work may go on under the new identity. */
  onJoined: (registration: Registration) => void;
}) {
  const { state } = options;
  let left = false;
  let previousId: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const wait = backoff({ minMs: 50, maxMs: 1_000 });

  const join = async (): Promise<void> => {
    let next: Registration | undefined;
    try {
      await options.pause();
      const { databaseUrl, pool, listener } = options;
      next = await register({ databaseUrl, pool, previousId }, { ...listener, onLost });
      await options.takeOver(next);
      if (!next.alive()) throw new Error("The connection was lost again at once.");
      if (left) return await next.end();
      state.registration = next;
      previousId = next.dispatcherId;
      wait.reset();
      log.info({ event: "dispatcher.registered", dispatcherId: next.dispatcherId });
      options.onJoined(next);
    } catch (error) {
      next?.abandon("");
      if (left) return;
      if (error instanceof SharedSessionError) return options.onRefused(error);
      log.error({ event: "dispatcher.registration_failed", reason: reasonOf(error) });
      timer = setTimeout(() => void join(), wait.fail());
    }
  };

  const onLost = (registration: Registration, reason: string) => {
    if (registration !== state.registration) return;
    state.registration = null;
    if (left) return;
    log.warn({ event: "dispatcher.registration_lost", dispatcherId: registration.dispatcherId, reason });
    void join();
  };

  void join();

  return {
    /** From now on nothing is claimed for this process as it is recorded; what was has been heard, or its lease lapses. */
    async refuseClaims(): Promise<void> {
      await state.registration?.refuseClaims().catch((error) => {
        log.warn({ event: "claims.not_refused", reason: reasonOf(error) });
      });
    },
    async leave(): Promise<void> {
      left = true;
      clearTimeout(timer);
      await state.registration?.end();
    },
  };
}
