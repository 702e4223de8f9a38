import { RawText } from "@/components/ui/raw-text";
import { RelativeTime } from "@/components/ui/relative-time";
import { visibleText } from "@/components/ui/visible-text";
import { adviceFor } from "@/lib/callback/advice";
import type { AttemptView } from "@/lib/deliveries/view";

/** Every attempt, newest first: what happened, how long each phase took, what was sent and what came back. */
export function AttemptTimeline({ attempts }: { attempts: AttemptView[] }) {
  return (
    <ol className="px-4 py-3">
      {attempts.map((attempt, index) => (
        <li key={attempt.number} className="relative border-l-2 border-line pb-5 pl-5 last:pb-1">
          <Attempt attempt={attempt} open={index === 0} />
        </li>
      ))}
    </ol>
  );
}

function Attempt({ attempt, open }: { attempt: AttemptView; open: boolean }) {
  const { number, outcome, statusCode, cause, trigger, triggeredBy, startedAt } = attempt;
  const { title } = adviceFor(outcome, statusCode);
  const color = outcome === "delivered" ? "bg-ok" : outcome === "in_progress" ? "bg-info" : "bg-bad";
  const heading = outcome === "delivered" ? `Delivered${statusCode ? ` · ${statusCode}` : ""}` : title;
  return (
    <article aria-label={`Attempt ${number}`}>
      <span aria-hidden className={`absolute top-1.5 -left-[6px] size-2.5 rounded-full ${color}`} />
      <h3>
        <span className="font-semibold">
          {number} · {heading}
        </span>{" "}
        <span className="text-[12.5px] text-text-2">
          <RelativeTime at={startedAt} />,{" "}
          {trigger === "manual" ? `resent by ${triggeredBy ?? "somebody"}` : "automatic"}
        </span>
      </h3>
      {cause && <p className="break-words text-text-2">{visibleText(cause)}</p>}
      <Phases attempt={attempt} />
      <details open={open} className="mt-2">
        <summary className="text-[12.5px] font-medium text-text-2">Request and response</summary>
        {attempt.request === null ? (
          <p className="mt-1 text-text-2">
            {outcome === "in_progress" ? "Kept when the call has ended." : "No request was sent."}
          </p>
        ) : (
          <RawText
            label={`Request of attempt ${number}, as sent`}
            title="Request, as sent"
            text={attempt.request}
          />
        )}
        {attempt.responseHeaders !== null && (
          <RawText
            label={`Response to attempt ${number}`}
            title={`Response${statusCode ? ` · ${statusCode}` : ""}`}
            text={`${attempt.responseHeaders}\n\n${attempt.responseBody ?? ""}`.trimEnd()}
          />
        )}
      </details>
    </article>
  );
}

function Phases({ attempt }: { attempt: AttemptView }) {
  const { dnsMs, connectMs, tlsMs, firstByteMs, totalMs } = attempt;
  if (totalMs === null) return null;
  const before = (dnsMs ?? 0) + (connectMs ?? 0) + (tlsMs ?? 0);
  const answer = Math.max(0, totalMs - before);
  const parts: [name: string, ms: number | null, look: string][] = [
    ["DNS", dnsMs, "bg-primary/40"],
    ["connect", connectMs, "bg-primary/60"],
    ["TLS", tlsMs, "bg-primary/80"],
    ["answer", answer, "bg-primary"],
  ];
  const ms = (value: number) =>
    `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en-US")}`;
  const words = [
    ...(dnsMs === null ? [] : [`DNS ${ms(dnsMs)}`]),
    ...(connectMs === null ? [] : [`connect ${ms(connectMs)}`]),
    ...(tlsMs === null ? [] : [`TLS ${ms(tlsMs)}`]),
    ...(firstByteMs === null ? [] : [`first byte ${ms(firstByteMs)}`]),
    `total ${ms(totalMs)} ms`,
  ];
  return (
    <div className="mt-1.5 max-w-md">
      <div aria-hidden className="flex h-2 overflow-hidden rounded-full bg-line">
        {parts.map(([name, value, look]) => (
          <span
            key={name}
            className={look}
            style={{ width: `${((value ?? 0) / Math.max(totalMs, 0.001)) * 100}%` }}
          />
        ))}
      </div>
      <p className="mt-0.5 text-[12.5px] text-text-2">{words.join(" · ")}</p>
    </div>
  );
}
