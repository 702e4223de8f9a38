import { useRef } from "react";

/**
 * Tells of the focus or a click that comes in. Of a press only when it has become a click: what moves under the pointer before that
 * would take the click away.
 */
export function useEntered(onEnter: () => void) {
  const pressed = useRef(false);
  return {
    onPointerDown: () => {
      pressed.current = true;
    },
    onKeyDown: () => {
      pressed.current = false;
    },
    onFocus: () => {
      if (!pressed.current) onEnter();
    },
    onClick: () => {
      pressed.current = false;
      onEnter();
    },
  };
}
