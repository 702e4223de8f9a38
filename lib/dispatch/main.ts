import { config } from "@/lib/config";
import { endOnStandstill } from "@/lib/dispatch/membership/standstill";
import { reasonOf } from "@/lib/errors";
import { bufferLog, log } from "@/lib/log";
import { createAgents } from "@/lib/net/agents";
import { maxStopMs } from "@/lib/net/call-time";
import { assertCallsAreRecorded } from "@/lib/net/self-check";
import { callEndpoint } from "./call";
import { startDispatcher } from "./dispatcher";
import { createMetrics } from "./metrics";
import { startTasks } from "./tasks/start-tasks";

async function main(): Promise<void> {
  bufferLog();
  endOnStandstill();
  await assertCallsAreRecorded();
  const settings = config();
  const agentOf = createAgents({ allow: settings.callbackAllow });
  const metrics = createMetrics();
  const dispatcher = startDispatcher({
    databaseUrl: settings.databaseUrl,
    appSecret: settings.appSecret,
    maxInFlight: settings.maxInFlight,
    maxPerEndpoint: settings.maxPerEndpoint,
    retryScheduleMs: settings.retryScheduleMs,
    suspendAfterMs: settings.suspendAfterMs,
    call: (held, endpoint) => callEndpoint(agentOf, held, endpoint),
    metrics,
  });
  const tasks = startTasks(settings, agentOf(null), metrics);

  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ event: "dispatcher.stopping", reason });
    // What is not settled by then is repeated by its lease.
    setTimeout(() => {
      log.error({ event: "dispatcher.stopped", complete: false });
      process.exit(1);
    }, maxStopMs).unref();
    await Promise.all([dispatcher.stop(), ...tasks.map((task) => task.stop())]);
    log.info({ event: "dispatcher.stopped", complete: true });
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
  // Started by the supervisor, it must not outlive it: the supervisor's end closes the channel, however it ended.
  if (process.send) process.on("disconnect", () => void stop("the supervisor is gone"));
}

try {
  await main();
} catch (error) {
  log.fatal({ event: "dispatcher.not_started", reason: reasonOf(error) });
  process.exit(1);
}
