import type net from "node:net";
import type tls from "node:tls";
import type { AllowRule } from "./allow-list";
import { BlockedError, CallError } from "./call-error";
import { noteConnecting } from "./connecting";
import { admitConnection } from "./connection";
import { dialFirst } from "./dial";
import { parseIp } from "./ip-address";
import { judgeTarget } from "./judge-target";
import type { Resolved, ResolveName } from "./resolver";
import { secure } from "./secure";

/** Where to connect: as `new URL(…)` has it, the host name without brackets. */
export type Target = { origin: string; protocol: string; hostname: string; port: number };

export type ConnectOptions = {
  allow: readonly AllowRule[];
  resolve: ResolveName;
  /** What TLS trusts; null for the authorities Node brings. */
  secureContext: tls.SecureContext | null;
};

/**
 * The outbound guard: resolves the name, refuses it when any of its addresses is not allowed, connects to one of the very
 * addresses that were judged, and judges the address really connected to again. IP literals go the same way.
 * @param signal ends the attempt at whatever stage it is
 * @throws BlockedError, or CallError saying the phase that failed
 */
export async function connectGuarded(
  target: Target,
  { allow, resolve, secureContext }: ConnectOptions,
  signal: AbortSignal,
): Promise<net.Socket> {
  const { hostname: host, port } = target;
  const phase = noteConnecting(target.origin);
  try {
    const startedAt = performance.now();
    const isAddress = parseIp(host) !== null;
    const addresses: Resolved[] = isAddress
      ? [{ address: host, family: host.includes(":") ? 6 : 4 }]
      : await resolved(host, resolve);
    const dnsMs = isAddress ? null : performance.now() - startedAt;
    for (const { address } of addresses) assertAllowed(host, address, port, allow);
    if (signal.aborted) throw new CallError("dns", signal.reason);

    phase.enter("connect");
    const dialledAt = performance.now();
    const socket = await dialFirst(addresses, port, signal);
    const remote = socket.remoteAddress ?? "";
    try {
      assertAllowed(host, remote, port, allow);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    const connectMs = performance.now() - dialledAt;
    if (target.protocol !== "https:") {
      admitConnection(socket, { dnsMs, connectMs, tlsMs: null });
      return socket;
    }
    phase.enter("tls");
    const securedAt = performance.now();
    const secured = await secure(socket, host, secureContext, signal);
    admitConnection(secured, { dnsMs, connectMs, tlsMs: performance.now() - securedAt });
    return secured;
  } finally {
    phase.ended();
  }
}

async function resolved(host: string, resolve: ResolveName): Promise<Resolved[]> {
  try {
    const addresses = await resolve(host.replace(/\.$/, ""));
    if (addresses.length === 0) throw new Error("no address");
    return addresses;
  } catch (error) {
    throw new CallError("dns", error);
  }
}

/** @throws BlockedError */
function assertAllowed(host: string, address: string, port: number, allow: readonly AllowRule[]): void {
  const verdict = judgeTarget({ host, address, port }, allow);
  if (!verdict.allowed) throw new BlockedError(verdict.refused);
}
