/** What may go well the next time: too much at once, or somebody between here and the database is away. */
const passing = new Set([429, 502, 503, 504]);

/** No `Retry-After` makes a caller wait longer than this. */
const maxPauseS = 60;

/**
 * Calls until an answer says more than "not now", and as often as `attempts` says: again where the network failed, and after 429,
 * 502, 503 and 504, or whatever has a `Retry-After`. The pause is what that says, otherwise about half a second, then twice as
 * long each time. Give a request that changes something one Idempotency-Key for all attempts.
 * @returns the last answer; throws what the last attempt threw, at once where its caller aborted it
 */
export async function retried<Answer extends { response: Response }>(
  call: () => Promise<Answer>,
  { attempts = 5, wait = pause }: { attempts?: number; wait?: (seconds: number) => Promise<void> } = {},
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt >= attempts;
    // Not all who were refused at once come back at once.
    let pauseS = 2 ** (attempt - 2) * (0.75 + Math.random() / 2);
    try {
      const answer = await call();
      const { status, headers } = answer.response;
      const given = Number.parseInt(headers.get("retry-after") ?? "", 10);
      if (isLast || !(passing.has(status) || given >= 0)) return answer;
      if (given >= 0) pauseS = given;
    } catch (error) {
      if (isLast || (error instanceof Error && error.name === "AbortError")) throw error;
    }
    await wait(Math.min(pauseS, maxPauseS));
  }
}

const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1_000));
