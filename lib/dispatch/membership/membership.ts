import type pg from "pg";
import { backoff } from "@/lib/backoff";
import { SharedSessionError } from "@/lib/db/own-session";
import { reasonOf } from "@/lib/dispatch/database";
import type { DispatcherState } from "@/lib/dispatch/state";
import { log } from "@/lib/log";
import { type Registration, register } from "./register";

/**
 * Keeps this process registered. When the life connection breaks, the lock is gone and others may release what was ours;
 * so work is held, a new identity taken, and what nobody released is taken over under it before work goes on.
 */
export function createMembership(options: {
  databaseUrl: string;
  /** Connections to the same database by the same way. */
  pool: pg.Pool;
  /** The database is behind a pooler in transaction mode: this process can do nothing, however often it tries. */
  refused: (error: SharedSessionError) => void;
  /** Gets the registration as it is taken and lost. */
  state: Pick<DispatcherState, "registration">;
  /** Something is due for these endpoints, or, when there are none, for whichever. */
  due: (endpointIds: number[]) => void;
  /** Something was claimed for this dispatcher as it was recorded. */
  claims: (dispatcherId: number, payload: string) => void;
  settings: () => void;
  /** Nothing may be claimed or settled from now on; resolves when nothing is. */
  hold: () => Promise<void>;
  /** Moves all that is held to the new identity. */
  takeOver: (registration: Registration) => Promise<void>;
  joined: (registration: Registration) => void;
}) {
  const { state } = options;
  let left = false;
  let previousId: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const wait = backoff({ minMs: 50, maxMs: 1_000 });

  const join = async (): Promise<void> => {
    let next: Registration | undefined;
    try {
      await options.hold();
      const { databaseUrl, pool } = options;
      next = await register(
        { databaseUrl, pool, previousId },
        { due: options.due, claims: options.claims, settings: options.settings, lost },
      );
      await options.takeOver(next);
      if (!next.alive()) throw new Error("The connection was lost again at once.");
      if (left) return await next.end();
      state.registration = next;
      previousId = next.dispatcherId;
      wait.reset();
      log.info({ event: "dispatcher.registered", dispatcherId: next.dispatcherId });
      options.joined(next);
    } catch (error) {
      next?.abandon("");
      if (left) return;
      if (error instanceof SharedSessionError) return options.refused(error);
      log.error({ event: "dispatcher.registration_failed", reason: reasonOf(error) });
      timer = setTimeout(() => void join(), wait.fail());
    }
  };

  const lost = (registration: Registration, reason: string) => {
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
