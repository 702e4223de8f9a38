import Link from "next/link";
import { LocalTime } from "@/components/ui/local-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import type { AttemptView } from "@/lib/deliveries/view";
import { AttemptBar, ScaleLegend } from "./attempt-bar";
import { headingOf } from "./attempt-heading";
import { phases, scaleOf, type TimeScale, timesOf } from "./attempt-times";

/** Where the History says who asked for an attempt, by its number. */
export type ResendLinks = Record<number, string>;

/** Every attempt, newest first, on one scale of time: what happened, when, by whom, and how long each phase took. */
export function AttemptTimeline({
  attempts,
  resendLinks,
  selected,
  onSelect,
  messagesId,
}: {
  attempts: AttemptView[];
  resendLinks: ResendLinks;
  selected: number;
  onSelect: (number: number) => void;
  /** The element that shows request and response. */
  messagesId: string;
}) {
  const times = attempts.flatMap((attempt) => timesOf(attempt) ?? []);
  const scale = scaleOf(times.map(({ totalMs }) => totalMs));
  const shown = phases.filter((phase) =>
    times.some((one) => one.phases.some((part) => part.phase === phase)),
  );
  return (
    <>
      {times.length > 0 && <ScaleLegend scale={scale} shown={shown} />}
      <ol className="px-4 py-3">
        {attempts.map((attempt) => (
          <li key={attempt.number} className="relative border-l-2 border-line pb-5 pl-5 last:pb-1">
            <Attempt attempt={attempt} scale={scale} asked={resendLinks[attempt.number]}>
              {attempts.length > 1 && (
                <button
                  type="button"
                  aria-pressed={attempt.number === selected}
                  aria-controls={messagesId}
                  onClick={() => onSelect(attempt.number)}
                  className="mt-1 rounded-md text-[12.5px] font-medium text-primary hover:underline aria-pressed:text-text-2 aria-pressed:no-underline"
                >
                  {attempt.number === selected
                    ? "Its request and response are shown"
                    : "Show request and response"}
                  <span className="sr-only"> of attempt {attempt.number}</span>
                </button>
              )}
            </Attempt>
          </li>
        ))}
      </ol>
    </>
  );
}

function Attempt({
  attempt,
  scale,
  asked,
  children,
}: {
  attempt: AttemptView;
  scale: TimeScale;
  asked: string | undefined;
  children: React.ReactNode;
}) {
  const { number, outcome, trigger, triggeredBy, startedAt } = attempt;
  const { heading, detail } = headingOf(attempt);
  const color = outcome === "delivered" ? "bg-ok" : outcome === "in_progress" ? "bg-info" : "bg-bad";
  const times = timesOf(attempt);
  const by = `resent by ${visibleText(triggeredBy ?? "somebody")}`;
  return (
    <article aria-label={`Attempt ${number}`}>
      <span aria-hidden className={`absolute top-1.5 -left-[6px] size-2.5 rounded-full ${color}`} />
      <h3 className="font-semibold break-words">
        {number} · {visibleText(heading)}
      </h3>
      <p className="text-[12.5px] text-text-2">
        <LocalTime at={startedAt} /> (<RelativeTime at={startedAt} />
        ),{" "}
        {trigger !== "manual" ? (
          "automatic"
        ) : asked ? (
          <Link href={asked} prefetch={false} className="text-primary underline">
            {by}
          </Link>
        ) : (
          by
        )}
      </p>
      {detail && <p className="break-words text-text-2">{visibleText(detail)}</p>}
      {times && <AttemptBar times={times} scale={scale} />}
      {children}
    </article>
  );
}
