import { log } from "@/lib/log";
import { assertCallsAreRecorded } from "@/lib/net/self-check";

/** Ends this process, with a line in the log, where test calls would not be recorded as they are sent. */
export async function checkStart(): Promise<void> {
  try {
    await assertCallsAreRecorded();
  } catch (error) {
    log.fatal({ event: "web.not_started", reason: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  }
}
