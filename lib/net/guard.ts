import tls from "node:tls";
// The agent alone: all of undici, with its fetch, caches and mocks, is five times as many modules.
import Agent from "undici/lib/dispatcher/agent.js";
import type { AllowRule } from "@/lib/address/allow-list";
import { portOf } from "@/lib/address/ports";
import type { ClientCertificate } from "./client-certificate";
import { type ConnectOptions, connectGuarded, type Target } from "./connect";
import { type FindPrefixes, findPrefixes as systemPrefixes } from "./nat64";
import { type ResolveName, resolveName } from "./resolver";
import { maxHeadBytes } from "./response-head";

export type GuardOptions = {
  allow: readonly AllowRule[];
  /**
   * For tests: at most so many connections to one origin. Without it there is no such bound, so that no call waits for another's
   * connection and loses its own time; calls under way are bounded by who makes them.
   */
  connectionsPerOrigin?: number;
  /** How names are resolved; by the system's DNS servers unless a test brings its own. */
  resolve?: ResolveName;
  /** How the prefixes of this network's NAT64 are found; of the same servers. */
  findPrefixes?: FindPrefixes;
  /** The certificate authorities to trust, PEM, instead of those Node brings: for tests. */
  authorities?: string;
  /** What its connections show of themselves to services that ask for it. */
  clientCertificate?: ClientCertificate;
};

/** Nothing connects for longer: the call's own timer ends it at ten seconds, this frees the socket behind it. */
const maxConnectMs = 10_000;

/**
 * The only way out of Callboard: an undici agent whose every connection goes through the guard. undici's own `lookup`
 * option would not do, since Node never calls it for IP literals. Connections are kept for four seconds, less than common
 * servers' five, so that a call seldom meets one the receiver is just closing.
 */
export function createGuardedAgent({
  allow,
  connectionsPerOrigin,
  resolve = resolveName,
  findPrefixes = systemPrefixes,
  authorities,
  clientCertificate,
}: GuardOptions): Agent {
  const how: ConnectOptions = {
    allow,
    resolve,
    findPrefixes,
    secureContext: secureContextOf(authorities, clientCertificate),
    sendsCertificate: clientCertificate !== undefined,
  };
  return new Agent({
    connections: connectionsPerOrigin ?? null,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    // The time limit is the call's, over all phases; undici's would only cover one.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maxHeadBytes,
    connect: (options, callback) => {
      const target: Target = {
        origin: `${options.protocol}//${options.host}`,
        protocol: options.protocol,
        hostname: options.hostname.replace(/^\[|\]$/g, ""),
        port: portOf({ protocol: options.protocol, port: options.port ?? "" }),
      };
      const signal = AbortSignal.timeout(maxConnectMs);
      connectGuarded(target, how, signal).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
    },
  });
}

/** Null for what Node does by itself. @throws Error for a certificate or key that is none */
function secureContextOf(
  authorities: string | undefined,
  clientCertificate: ClientCertificate | undefined,
): tls.SecureContext | null {
  if (authorities === undefined && clientCertificate === undefined) return null;
  return tls.createSecureContext({
    ca: authorities,
    cert: clientCertificate?.certificate,
    key: clientCertificate?.key,
  });
}
