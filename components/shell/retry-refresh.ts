import { isReachable } from "@/components/ui/is-reachable";

/** So long after a failed attempt Callboard is looked for again. */
const pauseMs = 1_000;

/** What a proxy answers while Callboard behind it does not. */
const gatewayErrors = [502, 503, 504];

/**
 * A refresh in whose midst the connection breaks makes Next load the page anew, which ends on the browser's error page and loses
 * what is typed. So the refresh is asked for again instead, once Callboard answers. `experimental.useOffline` of Next does that
 * too, but sends server actions again as well, whether they were carried out or not.
 * @param isAnswering whether Callboard answers
 */
export function retryRefresh(fetch: typeof window.fetch, isAnswering = isReachable): typeof window.fetch {
  return async (input, init) => {
    if (!isRefresh(input, init)) return fetch(input, init);
    for (;;) {
      const response = await whole(fetch, input, init);
      if (response !== null) return response;
      do await new Promise((resolve) => setTimeout(resolve, pauseMs));
      while (!(await isAnswering()));
    }
  };
}

/** What the router asks for to draw the page that is shown anew. */
function isRefresh(input: RequestInfo | URL, init?: RequestInit): boolean {
  const headers = new Headers(init?.headers);
  if (!(input instanceof URL) || !headers.has("rsc") || headers.has("next-router-prefetch")) return false;
  if ((init?.method ?? "GET") !== "GET") return false;
  const parameters = new URLSearchParams(input.search);
  parameters.delete("_rsc");
  return (
    input.pathname === location.pathname && `${parameters}` === `${new URLSearchParams(location.search)}`
  );
}

/** The answer once all of it is there; null where the connection broke. */
async function whole(fetch: typeof window.fetch, ...request: Parameters<typeof window.fetch>) {
  try {
    const response = await fetch(...request);
    if (gatewayErrors.includes(response.status)) return null;
    await response.clone().arrayBuffer();
    return response;
  } catch (error) {
    if (request[1]?.signal?.aborted) throw error;
    return null;
  }
}
