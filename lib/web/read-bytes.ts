import { RequestError } from "./problem";

/** The media type of a request's body, in lower case and without parameters; undefined when there is none. */
export function mediaType(request: Request): string | undefined {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
}

/**
 * A request's body, at most `limitBytes`: a larger one is refused before it is read where its length is given, else as soon
 * as more has come.
 * @throws RequestError 413
 */
export async function readBytes(request: Request, limitBytes: number): Promise<Buffer> {
  const tooLarge = `The body is larger than ${limitBytes / 1024} KiB.`;
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw new RequestError(413, tooLarge);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > limitBytes) throw new RequestError(413, tooLarge);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
