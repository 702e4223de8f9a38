import { RequestError } from "./problem";

type Open = { userId: number; end: () => void };
type Bounds = { perUser: number; total: number };

type OpenStreams = {
  /**
   * Enters a stream that is about to begin; gives what takes it out again.
   * @param end ends it at once
   * @throws RequestError 429, 503
   */
  enter: (userId: number, end: () => void) => () => void;
};

/**
 * The answers of one kind that go on for long: so many at once, and so many of a user. When the process is told to stop they
 * end at once, for Next waits until every answer has ended.
 * @param what their name in a sentence, in the plural
 */
export function createOpenStreams(what: string, { perUser, total }: Bounds): OpenStreams {
  const streams = new Set<Open>();
  let isStopping = false;
  let isListening = false;
  const listen = () => {
    if (isListening) return;
    isListening = true;
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        isStopping = true;
        for (const { end } of streams) end();
      });
    }
  };
  return {
    enter(userId, end) {
      listen();
      if (isStopping) throw new RequestError(503, "Callboard is stopping.", { "retry-after": "5" });
      if ([...streams].filter((stream) => stream.userId === userId).length >= perUser) {
        throw new RequestError(
          429,
          perUser === 1
            ? `Another of your ${what} is under way. Wait until it has ended, or cancel it.`
            : `You have ${perUser} ${what} open already. Close a tab.`,
          { "retry-after": "30" },
        );
      }
      if (streams.size >= total) {
        throw new RequestError(503, `Too many ${what} are under way. Try again in a minute.`, {
          "retry-after": "30",
        });
      }
      const stream = { userId, end };
      streams.add(stream);
      return () => void streams.delete(stream);
    },
  };
}
