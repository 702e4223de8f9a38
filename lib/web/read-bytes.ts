import type { ApiRequest } from "./api-request";
import { type LargeBodySlot, largeBytes } from "./large-bodies";
import { RequestError } from "./problem";

/** A slower body is given up: a large one keeps others waiting. From the first byte that is read. */
const maxMs = 60_000;

/** Ended early, neither is given up: the answer goes out on the same connection. */
function chunksOf(request: ApiRequest): AsyncIterator<Uint8Array> | undefined {
  const { incoming } = request;
  return incoming?.iterator({ destroyOnReturn: false }) ?? request.body?.values({ preventCancel: true });
}

/** A small body that has come whole by now, as most have; null where it has not. */
function arrivedWhole({ incoming }: ApiRequest): Buffer | null {
  if (!incoming?.complete || incoming.destroyed || incoming.readableLength > largeBytes) return null;
  return incoming.read() ?? Buffer.alloc(0);
}

/** The media type of a request's body, in lower case and without parameters; undefined when there is none. */
export function mediaType(request: ApiRequest): string | undefined {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
}

export type BodyRules = {
  limitBytes: number;
  /** Where the limit is above `largeBytes`: whoever answers ends it. */
  slot?: LargeBodySlot;
};

/**
 * A request's body: one above the limit is refused before it is read where its length is given, else as soon as more has come.
 * A large one waits for a slot.
 * @throws RequestError 400 when the client leaves before the end, 408, 413, 415 where it is compressed (RFC 9110, 15.5.16), 503
 */
export async function readBytes(request: ApiRequest, { limitBytes, slot }: BodyRules): Promise<Buffer> {
  const coding = request.headers.get("content-encoding")?.trim().toLowerCase() || "identity";
  if (coding !== "identity") {
    throw new RequestError(415, "Send the body as it is, not compressed: without Content-Encoding.", {
      "accept-encoding": "identity",
    });
  }
  const tooLarge = () => new RequestError(413, `The body is larger than ${limitBytes / 1024} KiB.`);
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limitBytes) throw tooLarge();
  if (declared > largeBytes) await slot?.acquire();
  const whole = arrivedWhole(request);
  if (whole !== null) {
    if (whole.length > limitBytes) throw tooLarge();
    return whole;
  }
  const body = chunksOf(request);
  if (!body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  let time = limitTime();
  try {
    for (;;) {
      const { done, value } = await Promise.race([body.next().catch(brokeOff), time.isUp]);
      if (done) return Buffer.concat(chunks);
      chunks.push(value);
      size += value.length;
      if (size > limitBytes) throw tooLarge();
      if (size <= largeBytes || size - value.length > largeBytes) continue;
      // What others made it wait is not the client's time.
      time.clear();
      await slot?.acquire();
      time = limitTime();
    }
  } finally {
    time.clear();
  }
}

/** @throws RequestError 400 */
function brokeOff(): never {
  throw new RequestError(400, "The body broke off: the connection ended before all of it had come.");
}

/** A promise that fails with RequestError 408 when the time is up, unless it is cleared before. */
function limitTime(): { isUp: Promise<never>; clear: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const isUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const seconds = maxMs / 1000;
      reject(
        new RequestError(408, `The body did not come whole within ${seconds} seconds. Send it once more.`),
      );
    }, maxMs);
  });
  return { isUp, clear: () => clearTimeout(timer) };
}
