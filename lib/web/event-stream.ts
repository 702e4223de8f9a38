/** A client that has left so much unread is not reading: its stream ends, and it may come back. */
const maxQueuedBytes = 256 * 1024;
/** A stream lives between this and half as much again, so that the streams of one moment do not all come back in one. */
const minLifeMs = 5 * 60_000;
/** Clients come back after a time between this and twice as much. */
const minRetryMs = 1_000;

export type EventStream = { send: (text: string) => void; end: (last?: string) => void };

/**
 * An answer of server-sent events (WHATWG HTML, 9.2) of limited life. Proxies are told to hand it on as it comes:
 * `no-transform` also keeps Next from compressing it, which would hold events back.
 * @param gone of the request: Next does not cancel an answer whose client had left before it began
 * @param begin is given the stream, and returns what to do once it has ended
 */
export function eventStream(gone: AbortSignal, begin: (stream: EventStream) => () => void): Response {
  const encoder = new TextEncoder();
  let ended: (() => void) | null = null;
  let life: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const over = () => {
    if (isOver) return false;
    isOver = true;
    clearTimeout(life);
    gone.removeEventListener("abort", left);
    ended?.();
    return true;
  };
  const left = () => void over();
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const stream: EventStream = {
          send(text) {
            if (isOver) return;
            controller.enqueue(encoder.encode(text));
            if ((controller.desiredSize ?? 0) <= 0) stream.end();
          },
          end(last) {
            if (!over()) return;
            if (last !== undefined) controller.enqueue(encoder.encode(last));
            controller.close();
          },
        };
        life = setTimeout(stream.end, minLifeMs * (1 + Math.random() / 2)).unref();
        ended = begin(stream);
        stream.send(`retry: ${Math.round(minRetryMs * (1 + Math.random()))}\n\n`);
      },
      cancel: left,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: maxQueuedBytes }),
  );
  if (gone.aborted) left();
  else gone.addEventListener("abort", left);
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
