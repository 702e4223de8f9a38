import { CircleAlert, CircleCheck, type LucideIcon, Pause, Radar, TrendingUp } from "lucide-react";
import type { Tone } from "@/components/ui/pill";
import { type Condition, endpointConditions } from "@/lib/endpoint-conditions";

export type { Condition };

const { active, failing, probing, recovering, suspended } = endpointConditions;

/** The word, colour and icon of each, wherever screens name it. */
export const conditions = {
  active: { ...active, Icon: CircleCheck },
  failing: { ...failing, Icon: CircleAlert },
  probing: { ...probing, Icon: Radar },
  recovering: { ...recovering, Icon: TrendingUp },
  suspended: { ...suspended, Icon: Pause },
} as const satisfies Record<Condition, { word: string; tone: Tone; Icon: LucideIcon }>;
