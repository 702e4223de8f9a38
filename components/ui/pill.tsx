import type { ReactNode } from "react";

export type Tone = "ok" | "warn" | "bad" | "idle" | "info";

const tones: Record<Tone, string> = {
  ok: "text-ok bg-ok-soft",
  warn: "text-warn bg-warn-soft",
  bad: "text-bad bg-bad-soft",
  idle: "text-idle bg-idle-soft",
  info: "text-info bg-info-soft",
};

/** A status: icon, word and colour together, so that colour is never alone. On one line, and its words on that of the text around. */
export function Pill({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-baseline gap-1.5 rounded-[10px] px-2.5 py-px text-xs font-semibold whitespace-nowrap [&>svg]:self-center ${tones[tone]}`}
    >
      {icon ?? <span aria-hidden className="size-1.5 self-center rounded-full bg-current" />}
      {children}
    </span>
  );
}
