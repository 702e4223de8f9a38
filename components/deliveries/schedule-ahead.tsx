import { LocalTime } from "@/components/ui/local-time";
import { type AttemptAhead, waitJitter } from "@/lib/callback/retry-schedule";

/** When the next attempts come, if each of them fails. */
export function ScheduleAhead({ ahead }: { ahead: AttemptAhead[] }) {
  const [next, ...others] = ahead.map(({ number, atMs }) => ({ number, at: new Date(atMs).toISOString() }));
  if (!next) return null;
  return (
    <div className="border-b border-line bg-surface-2 px-4 py-2.5 text-[12.5px]">
      <p>
        Next: attempt {next.number}, <LocalTime at={next.at} />
      </p>
      {others.length > 0 && (
        <details className="mt-1">
          <summary className="font-medium text-text-2">
            If that fails, at most {others.length} more {others.length === 1 ? "comes" : "come"}
          </summary>
          <ol className="mt-1 text-text-2">
            {others.map(({ number, at }, index) => (
              <li key={number}>
                Attempt {number}, about <LocalTime at={at} />
                {index === others.length - 1 && ", then it has failed"}
              </li>
            ))}
          </ol>
          <p className="mt-1 text-text-2">
            Each wait varies by {waitJitter * 100} %, and is longer where the receiver asks for it
            (Retry-After).
          </p>
        </details>
      )}
    </div>
  );
}
