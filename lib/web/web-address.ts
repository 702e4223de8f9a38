import { parseUrl } from "@/lib/address/parse-url";

/** Whether next-auth takes `text` for an address: one of the web, or a path of ours. Whatever else makes it fail. */
export function isWebAddress(text: string, appUrl: string): boolean {
  const base = text.startsWith("/") ? appUrl : undefined;
  return /^https?:$/.test(parseUrl(text, base)?.protocol ?? "");
}
