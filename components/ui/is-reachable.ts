/** Whether Callboard answers. Checked before a refresh: one that fails leaves the page for the browser's error page. */
export async function isReachable(): Promise<boolean> {
  const response = await fetch("/api/health/live", { cache: "no-store" }).catch(() => null);
  return response?.ok ?? false;
}
