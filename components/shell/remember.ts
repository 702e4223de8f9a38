const yearS = 31_536_000;

/** Keeps a choice about how pages look in a cookie of this browser, for a year. */
export function remember(name: string, value: string): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing on plain http
  document.cookie = `${name}=${value}; path=/; max-age=${yearS}; samesite=lax${secure}`;
}
