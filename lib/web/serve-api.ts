import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { config } from "@/lib/config";
import { closePool } from "@/lib/db/pool";
import { closePrisma } from "@/lib/db/prisma";
import { reasonOf } from "@/lib/errors";
import { log } from "@/lib/log";
import { maxStopMs } from "@/lib/net/call-time";
import { assertCallsAreRecorded } from "@/lib/net/self-check";
import type { AnswerApi } from "./api-listener";
import { createApiServer } from "./api-server";

/**
 * Answers the API on HOST and PORT until SIGTERM or SIGINT, and what is under way after that.
 * @returns the exit code: 0, or 1 where it could not start or something was cut off
 */
export async function serveApi(answerApi: AnswerApi): Promise<number> {
  const { host, port, appUrl } = config();
  const { server, drain } = createApiServer({ appUrl, answerApi });
  try {
    await assertCallsAreRecorded();
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    log.fatal({ event: "api.not_started", reason: reasonOf(error) });
    return 1;
  }
  log.info({ event: "api.listening", host, port });
  log.info({ event: "api.stopping", reason: await stopSignal() });
  const isComplete = await Promise.race([drainAll(drain), pause(maxStopMs, false)]);
  if (isComplete) log.info({ event: "api.stopped" });
  else log.error({ event: "api.cut_off" });
  return isComplete ? 0 : 1;
}

/** What a client has left is still done, and holds its connection to the database until it is. */
async function drainAll(drain: () => Promise<void>): Promise<true> {
  await drain();
  await Promise.all([closePrisma(), closePool()]);
  return true;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    // They stay: a second one, as Ctrl-C sends by the terminal and by npm, cuts nothing off.
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => resolve(signal));
  });
}
