import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";

/** A sentence set apart: information, or a problem (announced when it appears, and whenever it changes). */
export function Note({
  tone = "info",
  announced = tone !== "info",
  children,
}: {
  tone?: "info" | "bad" | "warn";
  announced?: boolean;
  children: ReactNode;
}) {
  const look = {
    info: "border-info-line bg-info-soft text-info",
    warn: "border-warn/40 bg-warn-soft text-warn",
    bad: "border-bad/40 bg-bad-soft text-bad",
  }[tone];
  const Icon = tone === "info" ? Info : CircleAlert;
  return (
    <div
      role={announced ? "alert" : undefined}
      className={`flex gap-2.5 rounded-xl border px-3.5 py-2.5 ${look}`}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
