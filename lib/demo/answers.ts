import { applications } from "./applications";

type Answer = { status: number; afterMs: number; headers: Record<string, string>; body: object };
type Asked = { url: string; webhookId: string };

/** Of the events that reach purchasing, one in so many is refused at first. */
const overloadedEvery = 4;
/** So many events are remembered: far more than are under way at once. */
const remembered = 1_000;

/**
 * Plays the applications: the same requests in the same order get the same answers.
 * - hr answers at once, the archive after 200 to 800 ms;
 * - purchasing refuses every fourth event's first call with 503 and `Retry-After: 3`, and every deletion of a purchase
 *   order with 500;
 * - the old intranet is gone (410); the customer portal answers whenever it is reached at all.
 */
export function createAnswers(): (asked: Asked) => Answer {
  const seen = new Set<string>();
  const isFirstCall = (webhookId: string): boolean => {
    if (seen.has(webhookId)) return false;
    seen.add(webhookId);
    for (const oldest of seen) {
      if (seen.size <= remembered) break;
      seen.delete(oldest);
    }
    return true;
  };
  let purchasingEvents = 0;

  return ({ url, webhookId }) => {
    const { pathname, searchParams } = new URL(url, "http://receiver");
    const instanceID = searchParams.get("instanceID");
    switch (pathname) {
      case applications.archive:
        return { ...accepted(instanceID), afterMs: 200 + (url.length % 7) * 100 };
      case applications.purchasing:
        if (
          searchParams.get("processName") === "Purchase Order" &&
          searchParams.get("eventType") === "deleted"
        ) {
          return answer(500, { error: "Purchase orders are never removed here." });
        }
        if (isFirstCall(webhookId)) purchasingEvents += 1;
        else return accepted(instanceID);
        return purchasingEvents % overloadedEvery === 0
          ? { ...answer(503, { error: "Too busy, please come back." }), headers: { "retry-after": "3" } }
          : accepted(instanceID);
      case applications.intranet:
        return answer(410, { error: "The old intranet was switched off." });
      case applications.hr:
      case applications.portal:
        return accepted(instanceID);
      default:
        return answer(404, { error: "Nobody listens under this path." });
    }
  };
}

function accepted(instanceID: string | null): Answer {
  return answer(200, { received: instanceID });
}

function answer(status: number, body: object): Answer {
  return { status, afterMs: 10, headers: {}, body };
}
