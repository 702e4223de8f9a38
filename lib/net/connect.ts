import net from "node:net";
import tls from "node:tls";
import { refusedPorts } from "@/lib/callback/ports";
import { isAllowedHost, isInternalName, isMetadataAddress, judgeAddress } from "./address-policy";
import type { AllowRule } from "./allow-list";
import { BlockedError, CallError } from "./call-error";
import { parseIp } from "./ip-address";
import { type Resolved, resolveName } from "./resolver";

/** Milliseconds a new connection took; null for a phase it did not need. */
export type ConnectTimings = { dnsMs: number | null; connectMs: number; tlsMs: number | null };

/** Where to connect: as `new URL(…)` has it, without brackets. */
export type Target = { protocol: string; hostname: string; port: number; servername?: string };

const timingsOf = new WeakMap<net.Socket, ConnectTimings>();

/** What connecting this socket took, once: a call on a reused connection has no such phases. */
export function takeTimings(socket: net.Socket): ConnectTimings | null {
  const timings = timingsOf.get(socket) ?? null;
  timingsOf.delete(socket);
  return timings;
}

/**
 * The outbound guard: resolves the name, refuses it when any of its addresses is not allowed, connects to one of the very
 * addresses that were judged, and judges the address really connected to again. IP literals go the same way.
 * @param signal ends the attempt at whatever stage it is
 * @throws BlockedError, or CallError saying the phase that failed
 */
export async function connectGuarded(
  target: Target,
  allow: readonly AllowRule[],
  signal: AbortSignal,
): Promise<net.Socket> {
  const { hostname: host, port } = target;
  const startedAt = performance.now();
  const isAddress = parseIp(host) !== null;
  const addresses: Resolved[] = isAddress
    ? [{ address: host, family: host.includes(":") ? 6 : 4 }]
    : await resolved(host);
  const dnsMs = isAddress ? null : performance.now() - startedAt;
  for (const { address } of addresses) assertAllowed(host, address, port, allow);
  signal.throwIfAborted();

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
    timingsOf.set(socket, { dnsMs, connectMs, tlsMs: null });
    return socket;
  }
  const securedAt = performance.now();
  const secured = await secure(socket, target.servername ?? host, signal);
  timingsOf.set(secured, { dnsMs, connectMs, tlsMs: performance.now() - securedAt });
  return secured;
}

async function resolved(host: string): Promise<Resolved[]> {
  try {
    const addresses = await resolveName(host.replace(/\.$/, ""));
    if (addresses.length === 0) throw new Error("no address");
    return addresses;
  } catch (error) {
    throw new CallError("dns", error);
  }
}

/** @throws BlockedError */
function assertAllowed(host: string, address: string, port: number, allow: readonly AllowRule[]): void {
  const isName = parseIp(host) === null;
  const byName = isName && isAllowedHost(host, port, allow) && !isMetadataAddress(address);
  if (!byName) {
    const verdict = judgeAddress(address, port, allow);
    if (!verdict.allowed) {
      throw new BlockedError(
        isName ? `${host} leads to ${address}, which is ${verdict.kind}` : `${address} is ${verdict.kind}`,
      );
    }
    if (isName && isInternalName(host) && judgeAddress(address, port, []).allowed) {
      throw new BlockedError(`${host} is an internal name`);
    }
  }
  if (refusedPorts.has(port) && !portNamed(host, address, port, allow))
    throw new BlockedError(`port ${port} is not allowed`);
}

function portNamed(host: string, address: string, port: number, allow: readonly AllowRule[]): boolean {
  return allow.some(
    (rule) =>
      rule.port === port &&
      (rule.kind === "host"
        ? isAllowedHost(host, port, [rule])
        : judgeAddress(address, port, [rule]).allowed),
  );
}

/** Tries the addresses in turn, IPv4 first, a share of the time each, so that one dead address does not hide a living one. */
async function dialFirst(addresses: Resolved[], port: number, signal: AbortSignal): Promise<net.Socket> {
  const order = [...addresses].sort((a, b) => a.family - b.family);
  let failure: unknown;
  for (const [index, { address, family }] of order.entries()) {
    const isLast = index === order.length - 1;
    try {
      return await dial(address, family, port, isLast ? null : 2_000, signal);
    } catch (error) {
      failure = error;
      if (signal.aborted) break;
    }
  }
  throw new CallError("connect", failure);
}

function dial(
  address: string,
  family: 4 | 6,
  port: number,
  limitMs: number | null,
  signal: AbortSignal,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host: address, port, family, noDelay: true, keepAlive: true });
    const timer =
      limitMs === null ? undefined : setTimeout(() => fail(new Error("connect timed out")), limitMs);
    const abort = () => fail(signal.reason);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.removeListener("error", fail);
    };
    const fail = (error: unknown) => {
      settle();
      socket.on("error", () => {});
      socket.destroy();
      reject(error);
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", fail);
    socket.once("connect", () => {
      settle();
      resolve(socket);
    });
  });
}

function secure(socket: net.Socket, host: string, signal: AbortSignal): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const servername = parseIp(host) ? "" : host.replace(/\.$/, "");
    const secured = tls.connect({
      socket,
      host,
      servername,
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
    });
    const abort = () => fail(signal.reason);
    const settle = () => {
      signal.removeEventListener("abort", abort);
      secured.removeListener("error", fail);
    };
    const fail = (error: unknown) => {
      settle();
      secured.on("error", () => {});
      secured.destroy();
      reject(new CallError("tls", error));
    };
    signal.addEventListener("abort", abort, { once: true });
    secured.once("error", fail);
    secured.once("secureConnect", () => {
      settle();
      resolve(secured);
    });
  });
}
