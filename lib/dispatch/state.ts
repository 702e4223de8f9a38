import { createLanes, type Lanes } from "@/lib/dispatch/claim/lanes";
import type { Registration } from "@/lib/dispatch/membership/register";
import type { FinishedCall, HeldDelivery } from "./held-delivery";
import type { DatabaseClock, EndpointSnapshot } from "./read-snapshot";

/** What one dispatcher knows and holds. Its parts read this and write to it, so that none has to ask another. */
export type DispatcherState = {
  /**
   * `stopping`: no claim is asked for, and nothing of the lanes begins. `draining`: all that had not begun is released, and the
   * loop ends with the last result.
   */
  phase: "running" | "stopping" | "draining";
  /** Null while this process is not registered. */
  registration: Registration | null;
  /** Active and probing endpoints, as last read, with the results since. */
  endpoints: Map<number, EndpointSnapshot>;
  /** Nothing may be called, as last read: the database is not where it is at home. */
  callbacksHeld: boolean;
  /** Of the settings as last read; -1 before the first reading. */
  version: number;
  /** Null before the first reading. */
  databaseClock: DatabaseClock | null;
  /** Deliveries of one instance to one endpoint go out one after the other (docs/decisions/0014). */
  inOrder: boolean;
  /** Results that came while the endpoints were being read again; null at all other times. */
  sinceReading: FinishedCall[] | null;
  /** What is claimed and waits, and the slots in use. */
  lanes: Lanes;
  /** Whose call is under way. */
  calling: Set<HeldDelivery>;
};

/** Of a dispatcher that has not registered and knows no endpoint. */
export function createState(slots: { maxInFlight: number; maxPerEndpoint: number }): DispatcherState {
  return {
    phase: "running",
    registration: null,
    endpoints: new Map(),
    callbacksHeld: false,
    version: -1,
    databaseClock: null,
    inOrder: false,
    sinceReading: null,
    lanes: createLanes(slots),
    calling: new Set(),
  };
}
