import { CircleAlert, CircleCheck, Pause, Radar, TrendingUp } from "lucide-react";
import { Pill, type Tone } from "@/components/ui/pill";

const looks = {
  active: ["Active", "ok", CircleCheck],
  failing: ["Failing", "warn", CircleAlert],
  probing: ["Probing", "warn", Radar],
  recovering: ["Recovering", "info", TrendingUp],
  suspended: ["Suspended", "bad", Pause],
} as const satisfies Record<string, readonly [word: string, tone: Tone, icon: typeof Pause]>;

/** How an endpoint does, as people see it: its state, and of an active one whether it fails or has just come back. */
export type Condition = keyof typeof looks;

export function StatePill({ condition }: { condition: Condition }) {
  const [word, tone, Icon] = looks[condition];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden className="size-3" />}>
      {word}
    </Pill>
  );
}
