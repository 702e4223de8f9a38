import net from "node:net";
import { CallError } from "./call-error";
import type { Resolved } from "./resolved";

/** How long an address has the field to itself before the next is tried beside it: RFC 8305, 5, Connection Attempt Delay. */
const attemptDelayMs = 250;
/** How long addresses that may still come are waited for when all others have failed. */
const laterWaitMs = 1_000;
/** This machine has no way to that family at all: of two failures the one that says least. */
const unroutableCodes = new Set(["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"]);

/**
 * Connects to the first of the addresses that answers (RFC 8305): IPv4 first, the families in turn, the next one as soon as
 * one failed or 250 ms after the last was begun. A dead address costs that time and no more; of two that answer the
 * second is closed unused.
 * @param later more addresses that may still come, waited for a second once the others have failed; what they reject with
 * ends the attempt and is thrown as it is
 * @throws CallError with what the first address failed of, or another where this machine has no way to its family
 */
export function dialFirst(
  addresses: readonly Resolved[],
  later: Promise<readonly Resolved[]> | null,
  port: number,
  signal: AbortSignal,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const queue = inTurn(addresses);
    const attempts = new Set<net.Socket>();
    let moreMayCome = later !== null;
    let failure: unknown;
    let timer: NodeJS.Timeout | undefined;
    let over = false;

    function end(): void {
      over = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      for (const socket of attempts) socket.destroy();
      attempts.clear();
    }

    function fail(error: unknown): void {
      if (over) return;
      end();
      reject(error);
    }

    function abort(): void {
      fail(new CallError("connect", signal.reason));
    }

    function tryNext(): void {
      timer = undefined;
      const next = queue.shift();
      if (next) {
        attempt(next);
        timer = setTimeout(tryNext, attemptDelayMs);
      } else if (attempts.size === 0) {
        if (moreMayCome) timer = setTimeout(giveUp, laterWaitMs);
        else giveUp();
      }
    }

    function giveUp(): void {
      fail(new CallError("connect", failure));
    }

    function attempt({ address, family }: Resolved): void {
      const socket = net.connect({ host: address, port, family, noDelay: true, keepAlive: true });
      attempts.add(socket);
      const failed = (error: unknown) => {
        if (!attempts.delete(socket)) return;
        if (failure === undefined || unroutableCodes.has(codeOf(failure))) failure = error;
        clearTimeout(timer);
        tryNext();
      };
      socket.on("error", failed);
      socket.once("connect", () => {
        if (!attempts.delete(socket)) return;
        socket.removeListener("error", failed);
        end();
        resolve(socket);
      });
    }

    signal.addEventListener("abort", abort, { once: true });
    void later?.then((came) => {
      moreMayCome = false;
      queue.push(...inTurn(came));
      if (over || (timer && attempts.size > 0)) return;
      clearTimeout(timer);
      tryNext();
    }, fail);
    tryNext();
  });
}

/** IPv4 first, then the families by turns (RFC 8305, 4), so that one dead family is passed over with its first address. */
function inTurn(addresses: readonly Resolved[]): Resolved[] {
  const four = addresses.filter(({ family }) => family === 4);
  const six = addresses.filter(({ family }) => family === 6);
  const order: Resolved[] = [];
  for (let index = 0; index < Math.max(four.length, six.length); index += 1) {
    for (const address of [four[index], six[index]]) if (address) order.push(address);
  }
  return order;
}

function codeOf(error: unknown): string {
  return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? "") : "";
}
