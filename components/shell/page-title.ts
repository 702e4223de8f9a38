import type { Metadata } from "next";
import { visibleText } from "@/components/ui/visible-text";

/** The title of a page that is named by what an address says: anybody may have written that. */
export function pageTitle(text: string): Metadata {
  return { title: visibleText(text) };
}
