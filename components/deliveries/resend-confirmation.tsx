import { Note } from "@/components/ui/note";
import { outcomeTitle } from "@/lib/callback/outcome-title";
import type { LogFilter } from "@/lib/deliveries/log-filter";
import {
  type LastAnswer,
  majorityRefusal,
  type ResendPreview,
  sendable,
} from "@/lib/deliveries/resend-preview";
import { eventTypeLabels } from "@/lib/events/event-types";
import { counted, grouped, plural } from "@/lib/plural";
import { FilterText } from "./filter-text";

type Props = {
  filter: LogFilter;
  /** Null while it is counted. */
  preview: ResendPreview | null;
  failed: boolean;
  statusChosen: boolean;
};

const maxAnswers = 4;

/** What a resend of many would do, before it begins: how many, what they answered last, and what speaks against it. */
export function ResendConfirmation({ filter, preview, failed, statusChosen }: Props) {
  return (
    <>
      <p aria-live="polite" className="break-words">
        {preview === null && !failed && "Counting …"}
        {preview && <Matching filter={filter} preview={preview} />}
      </p>
      {preview?.unsent && preview.count > 0 && <Receivers unsent={preview.unsent} />}
      {preview && preview.lastAnswers.length > 0 && <LastAnswers preview={preview} />}
      {preview && <Warning preview={preview} />}
      {(preview === null || preview.count > 0) && (
        <p className="mt-2 text-text-2">
          {!statusChosen &&
            filter.status === "failed" &&
            "No status is chosen, so those that failed are resent. "}
          {filter.status === "not_sent"
            ? "Each goes out with its own webhook-id, once. Deliveries to a suspended URL wait until it is resumed."
            : "Each gets one new attempt with the webhook-id it had. Deliveries to a suspended URL are skipped."}
        </p>
      )}
    </>
  );
}

function Matching({
  filter,
  preview: { count, isComplete, unsent },
}: {
  filter: LogFilter;
  preview: ResendPreview;
}) {
  if (count === 0) {
    return (
      <>
        {isComplete ? "Nothing matches" : "Counting took too long, and found none so far"}:{" "}
        <FilterText filter={filter} />.{!isComplete && " What is begun takes all that match."}
      </>
    );
  }
  const [one, many] = unsent ? ["event", "events"] : ["delivery", "deliveries"];
  return (
    <>
      <strong>
        {isComplete ? "" : "At least "}
        {grouped(count)} {count === 1 ? one : many}
      </strong>{" "}
      {count === 1 ? "matches" : "match"}: <FilterText filter={filter} />.
      {!isComplete && " Counting took too long and stopped there; what is begun takes all that match."}
    </>
  );
}

/** "48 of 51 last got 500, 3 timed out." */
function LastAnswers({ preview: { count, lastAnswers } }: { preview: ResendPreview }) {
  const shown = lastAnswers.slice(0, maxAnswers);
  const rest = lastAnswers.slice(maxAnswers).reduce((sum, answer) => sum + answer.count, 0);
  return (
    <ul aria-label="Last answers" className="mt-2 grid gap-0.5">
      {shown.map((answer) => (
        <li key={`${answer.outcome} ${answer.statusCode}`}>
          {grouped(answer.count)} of {grouped(count)} {answerText(answer)}
        </li>
      ))}
      {rest > 0 && <li>{counted(rest, "other", "others")} ended otherwise</li>}
    </ul>
  );
}

function answerText({ outcome, statusCode, count }: LastAnswer): string {
  if (outcome === null) return `${plural(count, "has", "have")} not been called`;
  if (statusCode !== null) return `last got ${statusCode}`;
  return `last: ${outcomeTitle(outcome, statusCode).toLowerCase()}`;
}

function Receivers({ unsent }: { unsent: NonNullable<ResendPreview["unsent"]> }) {
  return (
    <ul aria-label="Where they go" className="mt-2 grid gap-0.5">
      {unsent.map(({ eventType, count, urls }) => (
        <li key={`${eventType} ${urls}`}>
          {eventTypeLabels[eventType]}: {grouped(count)}{" "}
          {urls === 0
            ? `${plural(count, "stays as it is", "stay as they are")}: the callback is off, or has no URL that wants the process`
            : `to ${counted(urls, "URL", "URLs")}${plural(count, "", " each")}`}
        </li>
      ))}
    </ul>
  );
}

function Warning({ preview }: { preview: ResendPreview }) {
  const refusal = majorityRefusal(preview);
  if (preview.unsent && preview.count > 0 && sendable(preview) === 0) {
    return (
      <div className="mt-3">
        <Note tone="warn">
          Nothing receives these now. Under Developer, Webhooks, switch the callback on and enter a URL first.
        </Note>
      </div>
    );
  }
  if (!refusal) return null;
  return (
    <div className="mt-3">
      <Note tone="warn">
        Most were refused by the receiver itself{refusal.statusCode ? `, with ${refusal.statusCode}` : ""}.
        Unless it has changed since, they fail again.
      </Note>
    </div>
  );
}
