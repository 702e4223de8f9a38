import { type Ended, openEvents } from "./open-events";
import type { StreamEvent } from "./read-events";

/**
 * `reconnecting`: the stream was lost a while ago. `refused`: the server has no place for it, and the page must help itself.
 * `signed_out`, `forbidden`: it is over.
 */
export type FollowState = "live" | "reconnecting" | "refused" | "signed_out" | "forbidden";

type Follower = { onEvent: (event: StreamEvent) => void; onState: (state: FollowState) => void };

/** So long a lost stream is not worth a word. */
const unsaidMs = 3_000;
const maxWaitMs = 30_000;
const refusedWaitMs = 20_000;

/**
 * Follows a stream of events until it is told to stop. After a lost connection it comes back with the last event's id, after a
 * wait that grows and differs from page to page. While the page is hidden it holds no connection, of which a browser opens
 * six at most to a server.
 * @returns what stops it
 */
export function follow(url: string, { onEvent, onState }: Follower): () => void {
  const stopped = new AbortController();
  let lastEventID: string | null = null;
  let retryMs = 1_000;
  let losses = 0;
  let late: ReturnType<typeof setTimeout> | undefined;
  const well = () => {
    losses = 0;
    clearTimeout(late);
    late = undefined;
  };

  /** What comes after a connection: how long to wait before the next; null: there is none. */
  const after = (ended: Ended): number | null => {
    switch (ended) {
      case "signed_out":
      case "forbidden":
        onState(ended);
        return null;
      case "refused":
        well();
        onState("refused");
        return jittered(refusedWaitMs);
      case "hidden":
        well();
        return 0;
      case "over":
        return Math.random() * retryMs;
      case "lost":
        losses += 1;
        late ??= setTimeout(() => onState("reconnecting"), unsaidMs);
        return Math.min(maxWaitMs, jittered(retryMs * 2 ** Math.min(losses - 1, 5)));
      default:
        return ended satisfies never;
    }
  };

  const run = async () => {
    while (!stopped.signal.aborted) {
      await untilVisible(stopped.signal);
      const ended = await openEvents(url, {
        lastEventID,
        signal: stopped.signal,
        onOpen: () => {
          well();
          onState("live");
        },
        onRetry: (ms) => {
          retryMs = ms;
        },
        onEvent: (event) => {
          lastEventID = event.id ?? lastEventID;
          onEvent(event);
        },
      });
      const waitMs = stopped.signal.aborted ? null : after(ended);
      if (waitMs === null) break;
      await wait(waitMs, stopped.signal);
    }
    clearTimeout(late);
  };
  void run();
  return () => stopped.abort();
}

/** Between this and half as much again: who lost the server together does not come back together. */
const jittered = (ms: number) => ms * (1 + Math.random() / 2);

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}

function untilVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.visibilityState !== "visible" && !signal.aborted) return;
      document.removeEventListener("visibilitychange", look);
      signal.removeEventListener("abort", look);
      resolve();
    };
    document.addEventListener("visibilitychange", look);
    signal.addEventListener("abort", look);
    look();
  });
}
