/** Whether Callboard answers. Checked before a refresh, so that nobody waits for one that fails. */
export async function isReachable(): Promise<boolean> {
  const response = await fetch("/api/health/live", { cache: "no-store" }).catch(() => null);
  return response?.ok ?? false;
}
