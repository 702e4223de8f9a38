import { Card } from "@/components/ui/card";
import { Pill } from "@/components/ui/pill";
import type { TypeOverview } from "@/lib/deliveries/view";
import { eventTypeLabels } from "@/lib/events/event-types";
import { countText } from "@/lib/stats/count";

const grouped = (count: number) => count.toLocaleString("en-US");

/** One event type at a glance: on or off, to how many URLs, and what became of the last 24 hours. */
export function TypeCard({
  overview,
  enabled,
  urls,
}: {
  overview: TypeOverview;
  enabled: boolean;
  urls: number;
}) {
  const { delivered, failed, eventType } = overview;
  const count = `${urls} URL${urls === 1 ? "" : "s"}`;
  return (
    <Card className="p-4">
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">{eventTypeLabels[eventType]}</h2>
        <Pill tone={enabled ? "ok" : "idle"}>
          {enabled ? `On · ${count}` : urls === 0 ? "Off" : `Off · ${count} kept`}
        </Pill>
      </div>
      <div className="mt-2 flex flex-wrap items-baseline justify-between gap-x-3">
        <p>
          <span className="text-2xl font-bold">{grouped(delivered + failed)}</span>{" "}
          <span className="text-[12.5px] text-text-2">callbacks ended in 24 h</span>
        </p>
        <p className="text-[12.5px] text-text-2">{sentence(overview)}</p>
      </div>
      <Bars overview={overview} />
    </Card>
  );
}

/** The share is of the number beside it. */
function sentence({ delivered, failed, waiting, notSent }: TypeOverview): string {
  const all = delivered + failed;
  const parts = [
    ...(all > 0 ? [`${share(delivered, all)} delivered`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
    ...(waiting.count > 0 ? [`${countText(waiting)} waiting`] : []),
    ...(notSent.switchedOff.count > 0 ? [`${countText(notSent.switchedOff)} not sent: switched off`] : []),
    ...(notSent.noUrls.count > 0 ? [`${countText(notSent.noUrls)} not sent: no URL`] : []),
  ];
  return parts.length > 0 ? parts.join(" · ") : "nothing yet";
}

/** Never rounded up to 100 %. */
function share(part: number, whole: number): string {
  return part === whole ? "100 %" : `${(Math.floor((part / whole) * 1_000) / 10).toFixed(1)} %`;
}

const [width, height] = [240, 36];

function Bars({ overview: { bars } }: { overview: TypeOverview }) {
  const most = Math.max(1, ...bars.map((bar) => bar.delivered + bar.failed));
  const step = width / bars.length;
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className="mt-3 h-9 w-full"
    >
      {bars.map(({ delivered, failed }, index) => {
        const heightOf = (count: number) => (count / most) * height;
        const x = index * step;
        const bad = heightOf(failed);
        const good = heightOf(delivered);
        return (
          // The half hours have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <g key={index}>
            <rect x={x} y={height - 1} width={step - 1} height={1} className="fill-line" />
            <rect x={x} y={height - good} width={step - 1} height={good} className="fill-primary" />
            <rect x={x} y={height - good - bad} width={step - 1} height={bad} className="fill-bad" />
          </g>
        );
      })}
    </svg>
  );
}
