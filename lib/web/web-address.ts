/** Whether next-auth takes `text` for an address: one of the web, or a path of ours. Whatever else makes it fail. */
export function isWebAddress(text: string, appUrl: string): boolean {
  const base = text.startsWith("/") ? appUrl : undefined;
  return URL.canParse(text, base) && /^https?:$/.test(new URL(text, base).protocol);
}
