import { visibleText } from "@/components/ui/visible-text";
import type { AttemptView } from "@/lib/deliveries/view";
import { headingOf } from "./attempt-heading";
import { millisecondsText, phases, timesOf } from "./attempt-times";

const cell = "py-1 pr-3 text-right tabular-nums";

/** The bars as numbers: for those who do not see them, and to be copied. */
export function AttemptTimesTable({ attempts }: { attempts: AttemptView[] }) {
  const measured = attempts.flatMap((attempt) => {
    const times = timesOf(attempt);
    return times === null ? [] : [{ attempt, times }];
  });
  const shown = phases.filter((phase) =>
    measured.some(({ times }) => times.phases.some((one) => one.phase === phase)),
  );
  if (measured.length === 0) return null;
  return (
    <details className="border-t border-line px-4 py-3">
      <summary className="text-[12.5px] font-medium text-text-2">Times as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus (WCAG 2.1.1) */}
      <section aria-label="Times of the attempts" tabIndex={0} className="mt-2 overflow-x-auto">
        <table className="w-full text-[12.5px]">
          <caption className="sr-only">How long each part of each attempt took, in milliseconds</caption>
          <thead>
            <tr className="border-b border-line text-text-2">
              <th scope="col" className="py-1 pr-3 text-left font-semibold">
                Attempt
              </th>
              {shown.map((phase) => (
                <th key={phase} scope="col" className={`${cell} font-semibold`}>
                  {phase}
                </th>
              ))}
              <th scope="col" className={`${cell} font-semibold`}>
                total, ms
              </th>
            </tr>
          </thead>
          <tbody>
            {measured.map(({ attempt, times }) => (
              <tr key={attempt.number}>
                <th scope="row" className="py-1 pr-3 text-left font-normal">
                  {attempt.number}{" "}
                  <span className="text-text-2">{visibleText(headingOf(attempt).heading)}</span>
                </th>
                {shown.map((phase) => {
                  const found = times.phases.find((one) => one.phase === phase);
                  return (
                    <td key={phase} className={cell}>
                      {found ? millisecondsText(found.ms) : "–"}
                    </td>
                  );
                })}
                <td className={cell}>{millisecondsText(times.totalMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
