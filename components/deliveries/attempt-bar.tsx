import {
  type AttemptTimes,
  millisecondsText,
  type Phase,
  type TimeScale,
  tickText,
  widthOf,
} from "./attempt-times";

const looks: Record<Phase, string> = {
  start: "bg-text-3",
  DNS: "bg-primary/35",
  connect: "bg-primary/55",
  TLS: "bg-primary/75",
  wait: "bg-primary",
};

/** The parts of one attempt on the scale of all; however short, something of it is seen. The numbers stand below. */
export function AttemptBar({ times, scale }: { times: AttemptTimes; scale: TimeScale }) {
  const words = times.phases.map(({ phase, ms }) => `${phase} ${millisecondsText(ms)}`);
  return (
    <div className="mt-1.5">
      <div aria-hidden className="relative h-2.5 rounded-full bg-line">
        <div
          className="flex h-full min-w-1 gap-px overflow-hidden rounded-full"
          style={{ width: `${widthOf(times.totalMs, scale)}%` }}
        >
          {times.phases.map(({ phase, ms }) => (
            <span
              key={phase}
              className={`min-w-px ${looks[phase]}`}
              style={{ flexGrow: Math.max(ms, 0.001) }}
            />
          ))}
        </div>
      </div>
      <p className="mt-0.5 text-[12.5px] text-text-2">
        {words.join(" · ")} ·{" "}
        <b className="font-semibold text-text">total {millisecondsText(times.totalMs)} ms</b>
      </p>
    </div>
  );
}

/** What the colours mean, and the scale that all bars share. */
export function ScaleLegend({ scale, shown }: { scale: TimeScale; shown: readonly Phase[] }) {
  return (
    <div aria-hidden className="px-4 pt-3 pl-[38px] text-[11.5px] text-text-2">
      <p className="flex flex-wrap gap-x-3">
        {shown.map((phase) => (
          <span key={phase} className="inline-flex items-center gap-1.5">
            <span className={`size-2 rounded-full ${looks[phase]}`} />
            {phase}
          </span>
        ))}
      </p>
      <div className="relative mt-1 h-5 border-b border-line-strong">
        {scale.ticksMs.map((ms, index) => (
          <span
            key={ms}
            className={`absolute bottom-0 whitespace-nowrap ${index === 0 ? "" : index === scale.ticksMs.length - 1 ? "-translate-x-full" : "-translate-x-1/2"}`}
            style={{ left: `${widthOf(ms, scale)}%` }}
          >
            {tickText(ms)}
          </span>
        ))}
      </div>
    </div>
  );
}
