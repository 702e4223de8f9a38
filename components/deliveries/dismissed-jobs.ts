/** Which resends this reader has dismissed, as ids with spaces between. The browser keeps them; without storage, this page does. */
const key = "dismissed-jobs";
const maxKept = 50;
const listeners = new Set<() => void>();
let here = "";

export function dismissedJobs(): string {
  try {
    return localStorage.getItem(key) ?? here;
  } catch {
    return here;
  }
}

export function dismissJob(jobID: string): void {
  here = [...dismissedJobs().split(" "), jobID].filter(Boolean).slice(-maxKept).join(" ");
  try {
    localStorage.setItem(key, here);
  } catch {
    // Then it is gone until the page is loaded again.
  }
  for (const listener of listeners) listener();
}

export function onDismissed(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
