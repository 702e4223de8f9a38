export function identityOf(pid: number | string): string | null;

export function markRunning(folder: string): void;

export function runningHere(folder: string): number[];

export function oneAtATime<T>(
  folder: string,
  make: () => Promise<T> | T,
  options?: { onWait?: (pid: number) => void },
): Promise<T>;
