import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { exportLog } from "@/lib/deliveries/export-log";
import { exportFileName, exportFormats, exportTypes, headOf, lineOf } from "@/lib/deliveries/export-record";
import { logFilterSchema } from "@/lib/deliveries/log-schema";
import { ForbiddenError } from "@/lib/errors";
import { log } from "@/lib/log";
import { endsLater, endsLaterError } from "@/lib/moment";
import { actorsOfSessions } from "@/lib/sessions/read-many";
import { parseInput } from "@/lib/web/input-errors";
import { createOpenStreams } from "@/lib/web/open-streams";
import { pulledStream } from "@/lib/web/pulled-stream";
import { onlyGet, streamRoute } from "@/lib/web/stream-route";

export const dynamic = "force-dynamic";

/** Each makes the database and this process work for as long as it goes on. */
const streams = createOpenStreams("exports", { perUser: 1, total: 4 });

const querySchema = z
  .strictObject({ format: z.enum(exportFormats), ...logFilterSchema.shape })
  .refine(endsLater, endsLaterError);

/** Everything in the log that matches, as a file that is written while it is sent (docs/decisions/0045). */
export const GET = streamRoute("deliveries:read", async ({ actor, sessionID, request, query }) => {
  const { format, ...filter } = parseInput(querySchema, Object.fromEntries(query));
  const actorNow = async (): Promise<Actor> => {
    const now = (await actorsOfSessions([sessionID])).get(sessionID);
    if (!now) throw new ForbiddenError("The session has ended.", "deliveries:read");
    return now;
  };
  let rows = 0;
  let end = () => {};
  const leave = streams.enter(actor.userId ?? 0, () => end());
  const stream = pulledStream(
    lines(),
    {
      "content-type": exportTypes[format],
      "content-disposition": `attachment; filename="${exportFileName(filter, format, new Date())}"`,
      "x-accel-buffering": "no",
    },
    {
      gone: request.signal,
      onEnd: (error) => {
        leave();
        const reason = error instanceof Error ? { reason: error.message } : {};
        log.info({ event: "deliveries.exported", userId: actor.userId, format, rows, ...reason });
      },
    },
  );
  end = stream.end;
  return stream.response;

  async function* lines(): AsyncGenerator<string> {
    yield headOf(format);
    for await (const records of exportLog(actorNow, filter)) {
      rows += records.length;
      yield records.map((record) => lineOf(record, format)).join("");
    }
  }
});

export { onlyGet as HEAD };
