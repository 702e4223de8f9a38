import { createLiveHub } from "@/lib/deliveries/live-hub";
import { followDeliveriesSchema } from "@/lib/deliveries/live-schema";
import { actorsOfSessions } from "@/lib/sessions/read-many";
import { eventStream } from "@/lib/web/event-stream";
import { parseInput } from "@/lib/web/input-errors";
import { createOpenStreams } from "@/lib/web/open-streams";
import { RequestError } from "@/lib/web/problem";
import { onlyGet, streamRoute } from "@/lib/web/stream-route";

export const dynamic = "force-dynamic";

/** Several browsers, each with more tabs than it opens connections. */
const streams = createOpenStreams("live pages", { perUser: 20, total: 300 });
const hub = createLiveHub({ actorsOf: actorsOfSessions });

/** Tells a page of the log when a delivery on it changes, and how many newer ones there are (docs/decisions/0045). */
export const GET = streamRoute("deliveries:read", async ({ actor, sessionID, request, query }) => {
  const { ids, newer } = parseInput(followDeliveriesSchema, jsonOf(query.get("follow")));
  let end = () => {};
  const leave = streams.enter(actor.userId ?? 0, () => end());
  return eventStream(request.signal, (stream) => {
    end = stream.end;
    const unsubscribe = hub.subscribe({
      sessionID,
      ids: ids.map((id) => id.replace("dlv_", "")),
      newer,
      lastEventID: request.headers.get("last-event-id"),
      send: stream.send,
      end: (reason) => stream.end(`event: end\ndata: ${reason}\n\n`),
    });
    return () => {
      unsubscribe();
      leave();
    };
  });
});

export { onlyGet as HEAD };

function jsonOf(text: string | null): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new RequestError(400, "follow must be JSON.");
  }
}
