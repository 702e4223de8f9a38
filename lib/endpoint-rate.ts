import { counted } from "@/lib/plural";

/** "at most 5 calls a second and 2 at once": what somebody set for a URL; null where nothing is. Pure. */
export function rateText({
  perSecond,
  atOnce,
}: {
  perSecond: number | null;
  atOnce: number | null;
}): string | null {
  if (perSecond === null && atOnce === null) return null;
  const parts = [
    ...(perSecond === null ? [] : [`${counted(perSecond, "call", "calls")} a second`]),
    ...(atOnce === null
      ? []
      : [perSecond === null ? `${counted(atOnce, "call", "calls")} at once` : `${atOnce} at once`]),
  ];
  return `at most ${parts.join(" and ")}`;
}
