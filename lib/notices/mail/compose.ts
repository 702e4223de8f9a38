import { withoutQueryValues } from "@/lib/audit/mask";
import { endpointConditions } from "@/lib/endpoint-conditions";
import { type NoticeView, noticeTitle, noticeTones } from "@/lib/notices/view";
import { oneLine } from "./one-line";

const maxListed = 50;

/**
 * One mail of all that happened since the last: the subject says the worst, the text everything, newest first. Values in the queries
 * of URLs stay here, for mails are read on the way. Pure.
 * @param notices at least one, newest first
 * @param count how many there are in all, where these are not all
 */
export function composeMail(
  notices: readonly NoticeView[],
  { count, appUrl }: { count: number; appUrl: string },
): { subject: string; text: string } {
  const developer = `${appUrl}/administration/developer`;
  const listed = notices.slice(0, maxListed);
  const paragraphs = listed.map((notice) =>
    [
      `${oneLine(noticeTitle(notice))}: ${shown(notice.url)}`,
      ...(notice.reason && !notice.by ? [`  ${oneLine(withoutQueryValues(notice.reason))}`] : []),
      `  ${notice.at.slice(0, 16).replace("T", " ")} UTC`,
      `  ${developer}/endpoints/${notice.endpointID}`,
    ].join("\n"),
  );
  const more = count - listed.length;
  return {
    subject: `Callboard: ${subjectOf(notices)}`,
    text: [
      ...paragraphs,
      ...(more > 0 ? [`And ${more.toLocaleString("en-US")} more.`] : []),
      `All notices: ${developer}/notices`,
      `You get this because "Notices by email" is on for your account. Switch it off: ${appUrl}/account`,
      "",
    ].join("\n\n"),
  };
}

/** "Suspended: hooks.example.com/a", "3 URLs suspended, and 4 more notices". */
function subjectOf(notices: readonly NoticeView[]): string {
  const worst = notices.reduce((one, other) =>
    noticeTones[other.kind].rank > noticeTones[one.kind].rank ? other : one,
  );
  const alike = notices.filter(({ kind }) => kind === worst.kind);
  const urls = new Set(alike.map(({ endpointID }) => endpointID)).size;
  const others = notices.length - alike.length;
  const rest = others === 0 ? "" : `, and ${others} more notice${others === 1 ? "" : "s"}`;
  if (urls === 1) return `${oneLine(noticeTitle(sumOf(alike)))}: ${cut(withoutQuery(worst.url))}${rest}`;
  return `${manyText(worst, alike, urls)}${rest}`;
}

/** Deliveries that were given up in several notices count together. */
function sumOf(alike: readonly NoticeView[]): Pick<NoticeView, "kind" | "by" | "deliveries"> {
  const [first] = alike;
  if (!first) throw new Error("There is no notice to tell of.");
  return { ...first, deliveries: alike.reduce((sum, { deliveries }) => sum + (deliveries ?? 0), 0) };
}

const { failing, probing, suspended } = endpointConditions;

const verbs = {
  failing: failing.word.toLowerCase(),
  probed: probing.word.toLowerCase(),
  suspended: suspended.word.toLowerCase(),
  resumed: "resumed",
  recovered: "working again",
  certificate_expires_soon: "whose client certificate expires soon",
  certificate_expired: "whose client certificate expired",
  certificate_changed: "whose client certificate was changed",
} as const;

function manyText({ kind }: NoticeView, alike: readonly NoticeView[], urls: number): string {
  if (kind === "given_up") return `${noticeTitle(sumOf(alike))} for ${urls} URLs`;
  return `${urls} URLs ${verbs[kind]}`;
}

/** Without the scheme and the query's values. */
const shown = (url: string) => oneLine(withoutQueryValues(url).replace(/^https?:\/\//i, ""));

const withoutQuery = (url: string) => shown(url.replace(/\?.*$/s, ""));

const cut = (text: string) => (text.length <= 60 ? text : `${text.slice(0, 57)}...`);
