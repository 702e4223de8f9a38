import Link from "next/link";
import { StatsIncomplete } from "@/components/endpoints/stats-incomplete";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { adviceFor } from "@/lib/callback/advice";
import { type SeriesSpan, seriesSpans } from "@/lib/endpoints/schema";
import type { AttemptSeries } from "@/lib/endpoints/view";
import { AttemptBars } from "./attempt-bars";
import { LatencyBars } from "./latency-bars";

const grouped = (count: number) => count.toLocaleString("en-US");
const spanLabels: Record<SeriesSpan, string> = {
  "1h": "hour",
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
};
const maxOutcomes = 8;

/** How the calls to an endpoint went over time, by outcome, and how fast it answered. */
export function AttemptsCard({ series, path }: { series: AttemptSeries; path: string }) {
  const { span, delivered, failed, outcomes, complete, p50Ms, p95Ms } = series;
  const all = delivered + failed;
  return (
    <Card title="Health" aside={<Spans span={span} path={path} />}>
      {all === 0 ? (
        <EmptyState title={`Not called in the last ${spanLabels[span]}`}>
          Each call, first attempts and retries alike, shows here with what came of it.
        </EmptyState>
      ) : (
        <div className="grid gap-x-6 gap-y-5 px-4 py-3 md:grid-cols-2">
          <section aria-label="Attempts">
            <Figure number={grouped(all)} unit={`attempt${all === 1 ? "" : "s"}`}>
              {failed === 0
                ? "all delivered"
                : `${share(delivered, all)} delivered, ${grouped(failed)} failed`}
            </Figure>
            <AttemptBars series={series} label={spanLabels[span]} />
            <ul className="mt-3 grid gap-1">
              {outcomes.slice(0, maxOutcomes).map(({ outcome, statusCode, count }) => (
                <li key={`${outcome} ${statusCode}`} className="flex items-center gap-2 text-[12.5px]">
                  <span
                    aria-hidden
                    className={`size-2 shrink-0 rounded-full ${outcome === "delivered" ? "bg-primary" : "bg-bad"}`}
                  />
                  <span className="min-w-0 flex-1 break-words">
                    {outcome === "delivered" && "Delivered · "}
                    {adviceFor(outcome, statusCode).title}
                  </span>
                  <span className="text-text-2 tabular-nums">
                    {grouped(count)} · {share(count, all)}
                  </span>
                </li>
              ))}
            </ul>
            {outcomes.length > maxOutcomes && (
              <p className="mt-1 text-[12.5px] text-text-2">
                and {outcomes.length - maxOutcomes} rarer outcomes
              </p>
            )}
          </section>
          <section aria-label="Time to answer">
            {p50Ms === null || p95Ms === null ? (
              <p className="text-text-2">No call was answered in the last {spanLabels[span]}.</p>
            ) : (
              <>
                <Figure number={ms(p50Ms)} unit="ms">
                  median, 95 % within {ms(p95Ms)} ms
                </Figure>
                <LatencyBars series={series} label={spanLabels[span]} />
              </>
            )}
          </section>
        </div>
      )}
      {!complete && <StatsIncomplete />}
    </Card>
  );
}

function Spans({ span, path }: { span: SeriesSpan; path: string }) {
  return (
    <nav aria-label="Span" className="flex gap-1 text-[12.5px]">
      {seriesSpans.map((one) => (
        <Link
          key={one}
          href={one === "24h" ? path : `${path}?span=${one}`}
          scroll={false}
          aria-current={one === span ? "true" : undefined}
          className={`rounded-md px-2 py-0.5 ${one === span ? "bg-primary-soft font-semibold text-primary" : "text-text-2 hover:bg-surface-2"}`}
        >
          {spanLabels[one]}
        </Link>
      ))}
    </nav>
  );
}

function Figure({ number, unit, children }: { number: string; unit: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-3">
      <p>
        <span className="text-2xl font-bold">{number}</span>{" "}
        <span className="text-[12.5px] text-text-2">{unit}</span>
      </p>
      <p className="text-[12.5px] text-text-2">{children}</p>
    </div>
  );
}

/** Never rounded up to 100 %. */
function share(part: number, whole: number): string {
  return part === whole ? "100 %" : `${(Math.floor((part / whole) * 1_000) / 10).toFixed(1)} %`;
}

function ms(value: number): string {
  return value < 10 ? value.toFixed(1) : grouped(Math.round(value));
}
