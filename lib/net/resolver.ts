import dns from "node:dns";

export type Resolved = { address: string; family: 4 | 6 };

/**
 * Every address of a name.
 * @throws Error with the resolver's `code` (ENOTFOUND, ETIMEOUT, …)
 */
export type ResolveName = (name: string) => Promise<Resolved[]>;

/** 1.5 s and two tries: a dead name must not use up the ten seconds of a call before anything was tried. */
const settings = { timeout: 1_500, tries: 2 };
const renewMs = 60_000;
const notThere = new Set(["ENOTFOUND", "ENODATA", "ECONNREFUSED"]);

/**
 * A resolver that asks DNS over its own sockets; only a name unknown to DNS is looked up through the system (hosts file),
 * because that lookup holds one of libuv's four threads and a few dead names would delay all others.
 * @param servers addresses of DNS servers, as `dns.setServers` takes them; without them the system's
 */
export function createResolver(servers?: readonly string[]): ResolveName {
  const make = () => {
    const made = new dns.promises.Resolver(settings);
    if (servers) made.setServers(servers);
    return made;
  };
  let resolver = make();
  let madeAt = performance.now();
  return async (name) => {
    // The resolver reads the system's servers once; a fresh one sees changes.
    if (performance.now() - madeAt > renewMs) {
      resolver = make();
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
    const unclear = failures.find(({ code }) => !notThere.has(code));
    if (unclear) throw unclear;
    return lookUp(name);
  };
}

/** Asks the system's DNS servers. */
export const resolveName: ResolveName = createResolver();

async function lookUp(name: string): Promise<Resolved[]> {
  const found = await dns.promises.lookup(name, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}
