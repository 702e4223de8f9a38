/** Where connections that are being made stand, so that a call whose time is up can say what it waited for. */
export type ConnectPhase = "dns" | "connect" | "tls";

const underWay = new Map<string, { phase: ConnectPhase; count: number }>();

/** Notes the phases of one attempt to connect to an origin; `ended` must follow. */
export function trackConnectPhase(origin: string): {
  enter: (phase: ConnectPhase) => void;
  ended: () => void;
} {
  const entry = underWay.get(origin) ?? { phase: "dns", count: 0 };
  entry.count += 1;
  underWay.set(origin, entry);
  return {
    enter: (phase) => {
      entry.phase = phase;
    },
    ended: () => {
      entry.count -= 1;
      if (entry.count === 0) underWay.delete(origin);
    },
  };
}

/** The phase last entered by a connection to this origin (`URL.origin`), or null when none is being made. */
export function connectPhaseOf(origin: string): ConnectPhase | null {
  return underWay.get(origin)?.phase ?? null;
}
