import { Pill } from "@/components/ui/pill";
import { type Condition, conditions } from "./conditions";

export function StatePill({ condition }: { condition: Condition }) {
  const { word, tone, Icon } = conditions[condition];
  return (
    <Pill tone={tone} icon={<Icon aria-hidden className="size-3" />}>
      {word}
    </Pill>
  );
}
