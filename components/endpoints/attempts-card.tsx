import Link from "next/link";
import { StatsIncomplete } from "@/components/endpoints/stats-incomplete";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { type SeriesSpan, seriesSpans } from "@/lib/endpoints/schema";
import type { AttemptSeries } from "@/lib/endpoints/view";
import { grouped } from "@/lib/plural";
import { shareText } from "@/lib/stats/share";
import { AttemptChart } from "./attempt-chart";
import { causeSwatch } from "./cause-colours";
import { LatencyChart, LatencyLegend } from "./latency-chart";

/** As they stand after "the last". */
const spanTexts: Record<SeriesSpan, string> = {
  "1h": "hour",
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
};
const spanLabels: Record<SeriesSpan, string> = { "1h": "1 h", "24h": "24 h", "7d": "7 d", "30d": "30 d" };

/** How the calls to an endpoint went over time, failures by cause, and how fast it answered. */
export function AttemptsCard({ series, path }: { series: AttemptSeries; path: string }) {
  const { span, delivered, failed, complete, p50Ms } = series;
  const all = delivered + failed;
  const text = spanTexts[span];
  return (
    <Card title="Attempts" aside={<Spans span={span} path={path} />}>
      {all === 0 ? (
        <EmptyState title={`Not called in the last ${text}`}>
          Each call, first attempts and retries alike, shows here with what came of it.
        </EmptyState>
      ) : (
        <div className="grid gap-y-5 px-4 py-3">
          <section aria-label="Attempts">
            <p className="mb-3 text-text-2">
              <span className="font-semibold text-text">
                {grouped(all)} attempt{all === 1 ? "" : "s"}
              </span>
              {failed === 0 ? ", all delivered" : `, ${shareText(delivered, all)} delivered`}
            </p>
            <AttemptChart series={series} span={text} />
            <Outcomes series={series} />
          </section>
          <section aria-label="Time to answer">
            <h3 className="mb-3 font-semibold">Time to answer, ms</h3>
            {p50Ms === null ? (
              <p className="text-text-2">No call was answered in the last {text}.</p>
            ) : (
              <>
                <LatencyChart series={series} span={text} />
                <LatencyLegend series={series} />
              </>
            )}
          </section>
        </div>
      )}
      {!complete && <StatsIncomplete />}
    </Card>
  );
}

/** What came of the attempts: what each colour of the bars is, and how many there are of it. */
function Outcomes({ series: { delivered, failed, outcomes, causes } }: { series: AttemptSeries }) {
  const codes = outcomes
    .filter(({ outcome }) => outcome === "delivered")
    .map(({ statusCode }) => statusCode)
    .join(", ");
  const rows = [
    ...(delivered > 0 ? [{ title: `Delivered · ${codes}`, count: delivered, swatch: "bg-primary" }] : []),
    ...causes.map((cause, place) => ({ ...cause, swatch: causeSwatch(place) })),
  ];
  return (
    <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-[12.5px]">
      {rows.map(({ title, count, swatch }) => (
        <li key={title} className="flex min-w-0 items-center gap-2">
          <span aria-hidden className={`size-2.5 shrink-0 rounded-[3px] ${swatch}`} />
          <span className="min-w-0 break-words">{title}</span>
          <span className="whitespace-nowrap text-text-2">
            {grouped(count)} · {shareText(count, delivered + failed)}
          </span>
        </li>
      ))}
    </ul>
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
          prefetch={false}
          aria-label={`Last ${one === "1h" ? "1 hour" : spanTexts[one]}`}
          aria-current={one === span ? "true" : undefined}
          className={`rounded-md px-2 py-0.5 whitespace-nowrap ${one === span ? "bg-primary-soft font-semibold text-primary" : "text-text-2 hover:bg-surface-2"}`}
        >
          {spanLabels[one]}
        </Link>
      ))}
    </nav>
  );
}
