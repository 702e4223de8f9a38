/** A route's answer where the body alone does not say it all: another status than the first declared, or headers. */
export class Reply<Body> {
  constructor(
    readonly body: Body,
    readonly status: number | null,
    readonly headers: Record<string, string>,
  ) {}
}

export function reply<Body>(
  body: Body,
  { status, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Reply<Body> {
  return new Reply(body, status ?? null, headers);
}
