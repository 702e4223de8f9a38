import type net from "node:net";
import type tls from "node:tls";
import type { AllowRule } from "@/lib/address/allow-list";
import { type Network, parseIp } from "@/lib/address/ip-address";
import { type CallTarget, judgeTarget } from "@/lib/address/judge-target";
import { BlockedError, CallError } from "./call-error";
import { trackConnectPhase } from "./connect-phase";
import { trackConnection } from "./connection";
import { dialFirst } from "./dial";
import { type FindPrefixes, prefixesFor } from "./nat64";
import type { Resolved } from "./resolved";
import type { Resolution, ResolveName } from "./resolver";
import { startTls } from "./start-tls";

/** Where to connect: as `new URL(…)` has it, the host name without brackets. */
export type Target = { origin: string; protocol: string; hostname: string; port: number };

export type ConnectOptions = {
  allow: readonly AllowRule[];
  resolve: ResolveName;
  /** This network's NAT64 prefixes. */
  findPrefixes: FindPrefixes;
  /** What TLS trusts and shows; null for the authorities Node brings, and no certificate. */
  secureContext: tls.SecureContext | null;
  sendsCertificate: boolean;
};

/**
 * The outbound guard: resolves the name, refuses it when any of its addresses known by then is not allowed, connects to one
 * of the very addresses that were judged, and judges the address really connected to again. IP literals go the same way.
 * Addresses that come while the connection is being made are judged as well, and refuse the name as the first ones do
 * (docs/decisions/0033-the-family-that-came-first.md).
 * @param signal ends the attempt at whatever stage it is
 * @throws BlockedError, or CallError saying the phase that failed
 */
export async function connectGuarded(
  target: Target,
  { allow, resolve, findPrefixes, secureContext, sendsCertificate }: ConnectOptions,
  signal: AbortSignal,
): Promise<net.Socket> {
  const { hostname: host, port } = target;
  const phase = trackConnectPhase(target.origin);
  let socket: net.Socket | undefined;
  const assertAllowed = async (addresses: readonly Resolved[]) => {
    const prefixes = await prefixesFor(addresses, findPrefixes);
    for (const { address } of addresses) assertJudged({ host, address, port }, allow, prefixes);
    return prefixes;
  };
  try {
    const startedAtMs = performance.now();
    const isAddress = parseIp(host) !== null;
    const { addresses, later } = isAddress ? literal(host) : await resolved(host, resolve);
    const dnsMs = isAddress ? null : performance.now() - startedAtMs;
    const prefixes = await assertAllowed(addresses);
    if (signal.aborted) throw new CallError("dns", signal.reason);
    let refusal: unknown;
    const judgedLater = later?.then(async (came) => {
      await assertAllowed(came);
      return came;
    });
    judgedLater?.catch((error) => {
      refusal = error;
    });

    phase.enter("connect");
    const dialledAtMs = performance.now();
    socket = await dialFirst(addresses, judgedLater ?? null, port, signal);
    assertJudged({ host, address: socket.remoteAddress ?? "", port }, allow, prefixes);
    const connectMs = performance.now() - dialledAtMs;
    let tlsMs: number | null = null;
    if (target.protocol === "https:") {
      phase.enter("tls");
      const securedAtMs = performance.now();
      socket = await startTls(socket, host, { context: secureContext, sendsCertificate }, signal);
      tlsMs = performance.now() - securedAtMs;
    }
    if (refusal) throw refusal;
    trackConnection(socket, { dnsMs, connectMs, tlsMs });
    return socket;
  } catch (error) {
    socket?.destroy();
    throw error;
  } finally {
    phase.ended();
  }
}

function literal(address: string): Resolution {
  return { addresses: [{ address, family: address.includes(":") ? 6 : 4 }], later: null };
}

async function resolved(host: string, resolve: ResolveName): Promise<Resolution> {
  try {
    return await resolve(host);
  } catch (error) {
    throw new CallError("dns", error);
  }
}

/** @throws BlockedError */
function assertJudged(target: CallTarget, allow: readonly AllowRule[], prefixes: readonly Network[]): void {
  const verdict = judgeTarget(target, allow, prefixes);
  if (!verdict.allowed) throw new BlockedError(verdict.refused);
}
