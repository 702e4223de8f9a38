import { readEvents, type StreamEvent } from "./read-events";

/** How a connection ended: `over` where the server ended it in good order, `refused` where it had no place for it. */
export type Ended = "signed_out" | "forbidden" | "refused" | "hidden" | "over" | "lost";

type Options = {
  lastEventID: string | null;
  signal: AbortSignal;
  onOpen: () => void;
  onRetry: (ms: number) => void;
  onEvent: (event: StreamEvent) => void;
};

/** The server sends something every 15 seconds: after this the connection is dead. */
const maxSilenceMs = 40_000;

/** Opens one stream of events and reads it until it ends, the page is hidden, or the signal is given. */
export async function openEvents(
  url: string,
  { lastEventID, signal, onOpen, onRetry, onEvent }: Options,
): Promise<Ended> {
  const ending = new AbortController();
  const leave = () => ending.abort("left");
  const hide = () => {
    if (document.visibilityState === "hidden") ending.abort("hidden");
  };
  let silence: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => ending.abort("silent"), maxSilenceMs);
  };
  signal.addEventListener("abort", leave);
  document.addEventListener("visibilitychange", hide);
  heard();
  try {
    const headers = { accept: "text/event-stream", ...(lastEventID ? { "last-event-id": lastEventID } : {}) };
    const response = await fetch(url, { headers, cache: "no-store", signal: ending.signal });
    if (response.status !== 200 || !response.body) return refusals[response.status] ?? "lost";
    onOpen();
    for await (const part of readEvents(response.body, heard)) {
      if ("retryMs" in part) onRetry(part.retryMs);
      else if (part.name === "end") return endings[part.text] ?? "lost";
      else onEvent(part);
    }
    return "over";
  } catch {
    return ending.signal.reason === "hidden" ? "hidden" : "lost";
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", leave);
    document.removeEventListener("visibilitychange", hide);
  }
}

const refusals: Record<number, Ended> = {
  401: "signed_out",
  403: "forbidden",
  429: "refused",
  503: "refused",
};
const endings: Record<string, Ended> = { signed_out: "signed_out", forbidden: "forbidden" };
