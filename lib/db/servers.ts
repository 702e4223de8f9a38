import { placeOf, serversOf, type Target, targetOf } from "@/lib/database-address";
import type { Found } from "./session";

/** The server takes no changes; with the SQLSTATE that it answers a change with. */
export class ReadOnlyServerError extends Error {
  readonly code = "25006";
  constructor(place = "behind the pooler") {
    super(`The database ${place} takes no changes.`);
  }
}

/** The servers of an address, and which of them is used at present: all connections of a process go to one. */
export type Servers = {
  count: number;
  /** The address of the server that the next connection goes to. */
  current: () => string;
  /** This one cannot be used: the next connection goes to the one after it. */
  failed: (address: string) => void;
  /** @throws ReadOnlyServerError where what was found is not what the address asks for */
  assertUsable: (found: Found) => void;
};

const known = new Map<string, Servers>();

export function serversAt(address: string): Servers {
  const before = known.get(address);
  if (before) return before;
  const addresses = serversOf(address);
  const target = targetOf(address);
  let at = 0;
  const servers: Servers = {
    count: addresses.length,
    current: () => addresses[at] ?? address,
    failed(used) {
      // Whoever failed at another one has been told already.
      if (used === addresses[at]) at = (at + 1) % addresses.length;
    },
    assertUsable(found) {
      if (isUnusable[target](found)) throw new ReadOnlyServerError(`at ${placeOf(address)}`);
    },
  };
  known.set(address, servers);
  return servers;
}

const isUnusable: Record<Target, (found: Found) => boolean> = {
  any: () => false,
  primary: ({ isStandby }) => isStandby,
  "read-write": ({ isReadOnly }) => isReadOnly,
};
