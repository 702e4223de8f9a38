import type { Agent } from "undici";
import type { Config } from "@/lib/config";
import type { Metrics } from "@/lib/dispatch/metrics";
import { startResendJobs } from "@/lib/dispatch/resend/run-jobs";
import { startRetention } from "@/lib/dispatch/retention/retention";
import { createMailer } from "@/lib/notices/mail/transport";
import { startCancellations } from "./cancellations";
import { startNoticeMails } from "./notice-mails";
import { startNoticePosts } from "./notice-posts";
import { startNotices } from "./notices";
import { startStats } from "./stats";
import type { Task } from "./task";
import { startVerification } from "./verification";

/** Starts all that a dispatcher process does beside calling: each on connections of its own, so that no call waits for one. */
export function startTasks(settings: Config, agent: Agent, metrics: Metrics): Task[] {
  const { databaseUrl, appUrl, appSecret, mail, retentionDays, retryScheduleMs } = settings;
  const tasks = [
    startRetention({ databaseUrl, days: retentionDays }),
    startResendJobs({ databaseUrl }),
    startCancellations({ databaseUrl }),
    startStats({ databaseUrl }),
    startVerification({ databaseUrl, retentionDays }),
    startNotices({ databaseUrl, retentionDays }),
    startNoticePosts({ databaseUrl, appSecret, appUrl, retryScheduleMs, agent, ended: metrics.noticePost }),
  ];
  if (!mail) return tasks;
  const domain = mail.from.address.replace(/^.*@/, "");
  return [
    ...tasks,
    startNoticeMails({
      databaseUrl,
      send: createMailer(mail),
      appUrl,
      appSecret,
      domain,
      ended: metrics.noticeMail,
    }),
  ];
}
