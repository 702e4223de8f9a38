export type StreamEvent = { id: string | null; name: string; text: string };
type StreamPart = StreamEvent | { retryMs: number };

/** What does not end is no event of ours. */
const maxLength = 1_000_000;

/**
 * The events of an answer of server-sent events (WHATWG HTML, 9.2.6), as they come. Reading by ourselves, unlike `EventSource`,
 * tells the status of an answer that is none, and lets us say when to come back.
 * @param onBytes is called whenever something came, also a comment
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void,
): AsyncGenerator<StreamPart> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      if (rest.length > maxLength) return;
      for (const block of blocks) yield* partsOf(block);
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

function* partsOf(block: string): Generator<StreamPart> {
  const fields = new Map(
    block.split("\n").map((line) => {
      const at = line.indexOf(":");
      return [line.slice(0, at), line.slice(at + 1).trimStart()] as const;
    }),
  );
  const retry = fields.get("retry");
  if (retry !== undefined && /^\d+$/.test(retry)) yield { retryMs: Number(retry) };
  const text = fields.get("data");
  if (text !== undefined)
    yield { id: fields.get("id") ?? null, name: fields.get("event") ?? "message", text };
}
