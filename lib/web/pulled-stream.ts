/** A client that takes nothing for so long has gone, or stopped: its place is somebody else's. */
const maxStallMs = 60_000;

type PulledStream = { response: Response; end: () => void };

/**
 * An answer that is made as fast as its client reads it, a chunk at a time: memory does not grow with its length. When the client
 * leaves, the making ends; when the making fails, the connection breaks, so that nobody takes a part for the whole.
 * @param gone of the request: Next does not cancel an answer whose client had left before it began
 * @param onEnd is called once, however it ends: with the error where it failed
 */
export function pulledStream(
  chunks: AsyncGenerator<string>,
  headers: Record<string, string>,
  { gone, onEnd }: { gone: AbortSignal; onEnd: (error?: unknown) => void },
): PulledStream {
  const encoder = new TextEncoder();
  let stalled: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  let fail = (_error: Error) => {};
  const over = (error?: unknown) => {
    if (isOver) return false;
    isOver = true;
    clearTimeout(stalled);
    gone.removeEventListener("abort", left);
    void chunks.return(undefined).catch(() => {});
    onEnd(error);
    return true;
  };
  const left = () => void over();
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        fail = (error) => {
          if (over(error)) controller.error(error);
        };
      },
      async pull(controller) {
        clearTimeout(stalled);
        try {
          const { done, value } = await chunks.next();
          if (isOver) return;
          if (done) {
            over();
            return controller.close();
          }
          controller.enqueue(encoder.encode(value));
          stalled = setTimeout(() => fail(new Error("The client stopped reading.")), maxStallMs).unref();
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
      },
      cancel: left,
    },
    { highWaterMark: 0 },
  );
  if (gone.aborted) left();
  else gone.addEventListener("abort", left);
  return {
    response: new Response(body, { headers: { "cache-control": "no-store, no-transform", ...headers } }),
    end: () => fail(new Error("Callboard is stopping.")),
  };
}
