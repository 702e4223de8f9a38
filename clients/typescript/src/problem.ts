import type { Problem } from "./openapi.gen.js";

/** A call that was refused. The message is what Callboard said, with each field that is to blame. */
export class CallboardError extends Error {
  override readonly name = "CallboardError";
  constructor(
    readonly problem: Problem,
    readonly response: Response,
  ) {
    const { detail, errors = [] } = problem;
    super([detail, ...errors.map(({ path, message }) => `${path}: ${message}`)].join("\n"));
  }
}

type Refused = { data?: never; error: Problem; response: Response };

/**
 * What a call answered, where it was not refused: `await orThrow(callboard.GET("/api/instances"))`.
 * @throws CallboardError where it was, and what the call itself throws
 */
export async function orThrow<Data>(
  call: Promise<{ data: Data; error?: never; response: Response } | Refused>,
): Promise<Data> {
  const answer = await call;
  if (answer.error !== undefined) throw new CallboardError(answer.error, answer.response);
  return answer.data as Data;
}

/** Whatever stands before Callboard refuses in its own words, or with none: `error` is a problem all the same. */
export const onlyProblems = {
  async onResponse({ response }: { response: Response }): Promise<Response | undefined> {
    const { status, statusText, headers } = response;
    if (status < 400 || headers.get("content-type")?.startsWith("application/problem+json")) return;
    const said = (await response.text()).trim().slice(0, 200);
    const problem: Problem = {
      type: "about:blank",
      title: statusText || "Error",
      status,
      detail: `Something before Callboard answered ${status}${said ? `: ${said}` : " without a word"}.`,
    };
    const kept = new Headers(headers);
    for (const name of ["content-length", "content-encoding"]) kept.delete(name);
    kept.set("content-type", "application/problem+json");
    return new Response(JSON.stringify(problem), { status, statusText, headers: kept });
  },
};
