export function withElapsed<T>(
  what: string,
  work: () => Promise<T>,
  options: {
    say: (line: string) => void;
    terminal?: { isTTY?: boolean; write: (text: string) => unknown };
    nowMs?: () => number;
  },
): Promise<T>;
