import { forgetText, keepText, keptText } from "@/components/ui/kept-text";
import { byEventType } from "@/lib/events/event-types";
import type { Draft, Drafts } from "./drafts";

const name = "webhooks";

/** What was typed before the page was loaded, and the version of the settings that it began with. */
export type KeptDrafts = { drafts: Drafts; version: string | null };

/** @param drafts null where nothing is to be kept any more */
export function keepDrafts(drafts: Drafts | null, version: string | null): void {
  if (drafts) keepText(name, { drafts, version });
  else forgetText(name);
}

export function keptDrafts(): KeptDrafts | null {
  const kept = keptText(name);
  if (kept === null || typeof kept.drafts !== "object" || kept.drafts === null) return null;
  const given = kept.drafts as Record<string, Partial<Draft> | undefined>;
  return {
    drafts: byEventType((type) => ({
      enabled: given[type]?.enabled === true,
      urls: String(given[type]?.urls ?? ""),
    })),
    version: typeof kept.version === "string" ? kept.version : null,
  };
}
