import type { IncomingMessage } from "node:http";

/** Of bodies that have come, in part or whole, and are not handed on yet, this process holds so many bytes. */
const maxHeldBytes = 64 * 1024 * 1024;
let heldBytes = 0;

export type Arrived =
  | { kind: "whole"; body: Buffer; release: () => void }
  | { kind: "empty" | "too_large" | "too_slow" | "no_capacity" | "gone" };

/**
 * Waits until a request's whole body has come, and leaves the body in the request as if nobody had read it.
 * @param maxMs from now on
 * @returns the body, with what releases its share of those bytes when it is handed on or dropped
 */
export function arrivedBody(
  request: IncomingMessage,
  { maxBytes, maxMs }: { maxBytes: number; maxMs: number },
): Promise<Arrived> {
  const { promise, resolve } = withResolvers<Arrived>();
  const chunks: Buffer[] = [];
  let size = 0;
  const release = () => {
    heldBytes -= size;
    size = 0;
  };
  const end = (arrived: Arrived) => {
    clearTimeout(timer);
    request.off("readable", read).off("close", gone);
    if (arrived.kind !== "whole") release();
    resolve(arrived);
  };
  const gone = () => end({ kind: "gone" });
  const timer = setTimeout(() => end({ kind: "too_slow" }), maxMs).unref();
  const read = () => {
    for (let chunk: Buffer | null = request.read(); chunk !== null; chunk = request.read()) {
      chunks.push(chunk);
      size += chunk.length;
      heldBytes += chunk.length;
      if (size > maxBytes) return end({ kind: "too_large" });
      if (heldBytes > maxHeldBytes) return end({ kind: "no_capacity" });
    }
    if (!request.complete) return;
    if (size === 0) return end({ kind: "empty" });
    const body = Buffer.concat(chunks);
    // In the same tick as the last read: Node has not told anybody yet that the body ended.
    request.unshift(body);
    end({ kind: "whole", body, release });
  };
  // A client that left while the body waited for a slot is not told of again.
  if (request.destroyed) gone();
  request.on("readable", read).on("close", gone);
  request.on("error", gone);
  return promise;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((given) => {
    resolve = given;
  });
  return { promise, resolve };
}
