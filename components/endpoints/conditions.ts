import { CircleAlert, CircleCheck, type LucideIcon, Pause, Radar, TrendingUp } from "lucide-react";
import type { Tone } from "@/components/ui/pill";

/** How an endpoint does, as people see it: its state, and of an active one whether it fails or has just come back. */
export type Condition = "active" | "failing" | "probing" | "recovering" | "suspended";

/** The one word, colour and icon of each, wherever it is named. */
export const conditions = {
  active: { word: "Active", tone: "ok", Icon: CircleCheck },
  failing: { word: "Failing", tone: "warn", Icon: CircleAlert },
  probing: { word: "Probing", tone: "warn", Icon: Radar },
  recovering: { word: "Recovering", tone: "info", Icon: TrendingUp },
  suspended: { word: "Suspended", tone: "bad", Icon: Pause },
} as const satisfies Record<Condition, { word: string; tone: Tone; Icon: LucideIcon }>;
