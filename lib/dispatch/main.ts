import { config } from "@/lib/config";
import { endOnStandstill } from "@/lib/dispatch/membership/standstill";
import { startResendJobs } from "@/lib/dispatch/resend/run-jobs";
import { startRetention } from "@/lib/dispatch/retention/retention";
import { bufferLog, log } from "@/lib/log";
import { createGuardedAgent } from "@/lib/net/guard";
import { assertCallsAreRecorded } from "@/lib/net/self-check";
import { createMailer } from "@/lib/notices/mail/transport";
import { callEndpoint } from "./call";
import { startCancellations } from "./cancellations";
import { reasonOf } from "./database";
import { startDispatcher } from "./dispatcher";
import { startStats } from "./keep-stats";
import { createMetrics } from "./metrics";
import { startNoticeMails } from "./notice-mails";
import { startNoticePosts } from "./notice-posts";
import { startNotices } from "./notices";

/** A call ends within 10.5 s and its body within another; what is not settled by then is repeated by its lease. */
const longestStopMs = 11_500;

async function main(): Promise<void> {
  bufferLog();
  endOnStandstill();
  await assertCallsAreRecorded();
  const settings = config();
  const agent = createGuardedAgent({ allow: settings.callbackAllow });
  const metrics = createMetrics();
  const dispatcher = startDispatcher({
    databaseUrl: settings.databaseUrl,
    appSecret: settings.appSecret,
    maxInFlight: settings.maxInFlight,
    maxPerEndpoint: settings.maxPerEndpoint,
    retryScheduleMs: settings.retryScheduleMs,
    suspendAfterMs: settings.suspendAfterMs,
    call: (held, endpoint) => callEndpoint(agent, held, endpoint),
    metrics,
  });
  const retention = startRetention({ databaseUrl: settings.databaseUrl, days: settings.retentionDays });
  const resendJobs = startResendJobs({ databaseUrl: settings.databaseUrl });
  const cancellations = startCancellations({ databaseUrl: settings.databaseUrl });
  const stats = startStats({ databaseUrl: settings.databaseUrl });
  const notices = startNotices({
    databaseUrl: settings.databaseUrl,
    retentionDays: settings.retentionDays,
  });
  const noticeMails =
    settings.mail &&
    startNoticeMails({
      databaseUrl: settings.databaseUrl,
      send: createMailer(settings.mail),
      appUrl: settings.appUrl,
      appSecret: settings.appSecret,
      domain: settings.mail.from.address.replace(/^.*@/, ""),
      ended: metrics.noticeMail,
    });
  const noticePosts = startNoticePosts({
    databaseUrl: settings.databaseUrl,
    appSecret: settings.appSecret,
    appUrl: settings.appUrl,
    retryScheduleMs: settings.retryScheduleMs,
    agent,
    ended: metrics.noticePost,
  });

  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ event: "dispatcher.stopping", reason });
    setTimeout(() => {
      log.error({ event: "dispatcher.stopped", complete: false });
      process.exit(1);
    }, longestStopMs).unref();
    await Promise.all([
      dispatcher.stop(),
      retention.stop(),
      resendJobs.stop(),
      cancellations.stop(),
      stats.stop(),
      notices.stop(),
      noticeMails?.stop(),
      noticePosts.stop(),
    ]);
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
