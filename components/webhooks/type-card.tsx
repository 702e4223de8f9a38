import { Card } from "@/components/ui/card";
import { CountBars } from "@/components/ui/count-bars";
import { LocalTime } from "@/components/ui/local-time";
import { Pill } from "@/components/ui/pill";
import type { TypeOverview } from "@/lib/deliveries/view";
import { firstCallsText, withoutFirst } from "@/lib/endpoints/view";
import { eventTypeLabels } from "@/lib/events/event-types";
import { counted, grouped, plural } from "@/lib/plural";
import { countText } from "@/lib/stats/count";
import { shareText } from "@/lib/stats/share";

/** One event type at a glance: on or off, to how many URLs, and what became of the last 24 hours. */
export function TypeCard({
  overview,
  since,
  enabled,
  urls,
  firstCalls,
}: {
  overview: TypeOverview;
  /** When the bars begin, at most 24 hours ago. */
  since: string;
  enabled: boolean;
  urls: number;
  /** Calls under way to URLs that have never answered before. */
  firstCalls: number;
}) {
  const { delivered, failed, eventType } = overview;
  const count = counted(urls, "URL", "URLs");
  const ended = delivered + failed;
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
          <span className="text-2xl font-bold">{grouped(ended)}</span>{" "}
          <span className="text-[12.5px] text-text-2">
            {plural(ended, "callback", "callbacks")} ended since <LocalTime at={since} to="clock" />
          </span>
        </p>
        <p className="text-[12.5px] text-text-2">{sentence(overview, firstCalls)}</p>
      </div>
      <CountBars bars={overview.bars} className="mt-3 h-9 w-full" />
    </Card>
  );
}

/** The share is of the number beside it. */
function sentence({ delivered, failed, notSent, ...overview }: TypeOverview, firstCalls: number): string {
  const all = delivered + failed;
  const waiting = withoutFirst(overview.waiting, firstCalls);
  const parts = [
    ...(all > 0 ? [`${shareText(delivered, all)} delivered`] : []),
    ...(failed > 0 ? [`${grouped(failed)} failed`] : []),
    ...(firstCalls > 0 ? [firstCallsText(firstCalls)] : []),
    ...(waiting.count > 0 ? [`${countText(waiting)} waiting`] : []),
    ...(notSent.switched_off.count > 0 ? [`${countText(notSent.switched_off)} not sent: switched off`] : []),
    ...(notSent.no_urls.count > 0 ? [`${countText(notSent.no_urls)} not sent: no URL`] : []),
    ...(notSent.process_not_wanted.count > 0
      ? [`${countText(notSent.process_not_wanted)} not sent: no URL wants the process`]
      : []),
  ];
  return parts.join(" · ");
}
