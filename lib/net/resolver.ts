import dns from "node:dns";
import { createHostsFile } from "./hosts-file";
import type { Resolved } from "./resolved";
import { createSearchList } from "./search-list";

/** What is known of a name's addresses when a connection to it may begin. */
export type Resolution = {
  /** At least one. */
  addresses: readonly Resolved[];
  /** Those of the family that had not come by then, empty where it has none; never rejects, null when both had come. */
  later: Promise<Resolved[]> | null;
};

/**
 * Finds the addresses of a name; one that ends in a dot is whole.
 * @throws Error with the resolver's `code` (ENOTFOUND, ETIMEOUT, …)
 */
export type ResolveName = (name: string) => Promise<Resolution>;

type ResolverOptions = {
  /** Addresses of DNS servers, as `dns.setServers` takes them; without them the system's. */
  servers?: readonly string[];
  /** The hosts file; without it the system's. */
  hostsFile?: string;
  /** The file that names the search list, resolv.conf(5); without it the system's. */
  resolvConf?: string;
};

/** 1.5 s and two tries: a dead name must not use up the ten seconds of a call before anything was tried. */
const resolverOptions = { timeout: 1_500, tries: 2 };
const renewMs = 60_000;
/** How long the other family is waited for once one has come: the Resolution Delay of RFC 8305, 3. */
const resolutionDelayMs = 50;
const notFoundCodes = new Set(["ENOTFOUND", "ENODATA", "ECONNREFUSED"]);
/** RFC 6761, 6.3: this name is never asked of a DNS server. */
const loopback: readonly Resolved[] = [
  { address: "127.0.0.1", family: 4 },
  { address: "::1", family: 6 },
];

/**
 * A resolver: first the hosts file, then DNS over its own sockets, and only for a name unknown to both the system, because
 * its lookup holds one of libuv's four threads and a few dead names would delay all others
 * (docs/decisions/0033-the-family-that-came-first.md). What the system resolves is what it finds
 * (docs/decisions/0057-what-the-system-resolves.md).
 */
export function createResolver({ servers, hostsFile, resolvConf }: ResolverOptions = {}): ResolveName {
  const inHostsFile = createHostsFile(hostsFile);
  const namesToAsk = createSearchList(resolvConf);
  const make = () => {
    const made = new dns.promises.Resolver(resolverOptions);
    if (servers) made.setServers(servers);
    return made;
  };
  let resolver = make();
  let madeAtMs = performance.now();
  return async (name) => {
    const listed = inHostsFile(name.replace(/\.$/, ""));
    if (listed.length > 0) return { addresses: listed, later: null };
    if (/^localhost\.?$/i.test(name)) return { addresses: loopback, later: null };
    // The resolver reads the system's servers once; a fresh one sees changes.
    if (performance.now() - madeAtMs > renewMs) {
      resolver = make();
      madeAtMs = performance.now();
    }
    let failed: NodeJS.ErrnoException | undefined;
    let exists = false;
    for (const one of namesToAsk(name)) {
      const answer = await askDns(resolver, one);
      if ("addresses" in answer) return answer;
      failed ??= answer.failure;
      exists ||= answer.exists;
      // A name whose server fails is passed over, as the system does; one that got no answer may be the one that is meant.
      if (answer.failure && answer.failure.code !== "ESERVFAIL") break;
    }
    if (failed) throw failed;
    try {
      return { addresses: await lookUp(name), later: null };
    } catch (error) {
      throw exists ? Object.assign(new Error("No address."), { code: "ENODATA" }) : error;
    }
  };
}

/** Asks the system's hosts file and DNS servers. */
export const resolveName: ResolveName = createResolver();

/** The addresses of one name in DNS; or what failed, undefined where it surely has none, and whether it is there all the same. */
async function askDns(
  resolver: dns.promises.Resolver,
  name: string,
): Promise<Resolution | { failure: NodeJS.ErrnoException | undefined; exists: boolean }> {
  const asked = [answerOf(resolver.resolve4(name), 4), answerOf(resolver.resolve6(name), 6)];
  const came = await firstAnswers(asked);
  const addresses = came.flatMap((answer) => answer.addresses);
  if (addresses.length > 0) {
    const missing = asked.length > came.length;
    return { addresses, later: missing ? remaining(asked, came) : null };
  }
  const failures = came.flatMap(({ failure }) => failure ?? []);
  // An alias whose end has no address comes as an answer without any.
  const exists = failures.length < came.length || failures.some(({ code }) => code === "ENODATA");
  return { failure: failures.find(({ code = "" }) => !notFoundCodes.has(code)), exists };
}

/** What one family's question led to. */
type Answer = { addresses: Resolved[]; failure?: NodeJS.ErrnoException };

function answerOf(question: Promise<string[]>, family: 4 | 6): Promise<Answer> {
  return question.then(
    (addresses) => ({ addresses: addresses.map((address) => ({ address, family })) }),
    (failure) => ({ addresses: [], failure }),
  );
}

/** Both answers, or the first that has addresses when the other does not follow within the Resolution Delay. */
function firstAnswers(asked: readonly Promise<Answer>[]): Promise<Answer[]> {
  return new Promise((resolve) => {
    const came: Answer[] = [];
    let timer: NodeJS.Timeout | undefined;
    const resolveNow = () => resolve([...came]);
    for (const question of asked) {
      void question.then((answer) => {
        came.push(answer);
        if (came.length === asked.length) {
          clearTimeout(timer);
          resolveNow();
        } else if (answer.addresses.length > 0) {
          // A busy process may have the other answer already and not have read it: sockets come before the second immediate.
          timer = setTimeout(() => setImmediate(() => setImmediate(resolveNow)), resolutionDelayMs);
        }
      });
    }
  });
}

async function remaining(asked: readonly Promise<Answer>[], came: readonly Answer[]): Promise<Resolved[]> {
  const all = await Promise.all(asked);
  return all.filter((answer) => !came.includes(answer)).flatMap(({ addresses }) => addresses);
}

async function lookUp(name: string): Promise<Resolved[]> {
  const found = await dns.promises.lookup(name, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}
