import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import { assertCallsAreRecorded } from "@/lib/net/self-check";

/** Ends this process, with a line in the log, where test calls would not be recorded as they are sent. */
export async function checkStart(): Promise<void> {
  try {
    await assertCallsAreRecorded();
  } catch (error) {
    log.fatal({ event: "web.not_started", reason: reasonOf(error) });
    process.exit(1);
  }
}
