import dns from "node:dns";

export type Resolved = { address: string; family: 4 | 6 };

/** 1.5 s and two tries: a dead name must not use up the ten seconds of a call before anything was tried. */
const settings = { timeout: 1_500, tries: 2 };
const renewMs = 60_000;

let resolver = new dns.promises.Resolver(settings);
let madeAt = performance.now();

/**
 * Every address of a name. Asks DNS over its own sockets; only a name unknown to DNS is looked up through the system
 * (hosts file), because that lookup holds one of libuv's four threads and a few dead names would delay all others.
 * @throws Error with the resolver's `code` (ENOTFOUND, ETIMEOUT, …)
 */
export async function resolveName(name: string): Promise<Resolved[]> {
  // The resolver reads the system's servers once; a fresh one sees changes.
  if (performance.now() - madeAt > renewMs) {
    resolver = new dns.promises.Resolver(settings);
    madeAt = performance.now();
  }
  if (name === "localhost") return lookUp(name);
  const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const found: Resolved[] = [
    ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 as const })) : []),
    ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 as const })) : []),
  ];
  if (found.length > 0) return found;
  const failures = [four, six].flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (failures.every(({ code }) => code === "ENOTFOUND" || code === "ENODATA" || code === "ECONNREFUSED"))
    return lookUp(name);
  throw failures[0];
}

async function lookUp(name: string): Promise<Resolved[]> {
  const found = await dns.promises.lookup(name, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}
