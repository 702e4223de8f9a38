export function withElapsed<T>(
  what: string,
  work: () => Promise<T>,
  options: {
    print: (line: string) => void;
    terminal?: { isTTY?: boolean; write: (text: string) => unknown };
    nowMs?: () => number;
  },
): Promise<T>;
