import { useEffect, useRef, useState } from "react";

const pauseMs = 800;

/** The line that is being typed: none after a pause, and none once the cursor is elsewhere. */
export function useTypingLine() {
  const [typing, setTyping] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return {
    typing,
    typed: (line: number) => {
      clearTimeout(timer.current);
      setTyping(line);
      timer.current = setTimeout(() => setTyping(null), pauseMs);
    },
    left: () => {
      clearTimeout(timer.current);
      setTyping(null);
    },
  };
}
