import { useLayoutEffect, useRef } from "react";

const focusable = "a[href], button, input, select, textarea";

/**
 * If what has the focus goes from the page while it is drawn anew, the first of its nearest surroundings that are left takes
 * the focus, so that nobody at a keyboard starts again at the top. What only moved, and lost the focus by that, has it again.
 */
export function useKeptFocus(drawing: boolean): void {
  const path = useRef<Element[]>([]);
  useLayoutEffect(() => {
    if (!drawing) {
      restore(path.current);
      path.current = [];
      return;
    }
    const note = () => {
      path.current = pathTo(document.activeElement);
    };
    note();
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, [drawing]);
}

function restore(path: Element[]): void {
  const [focused] = path;
  if (!focused || document.activeElement !== document.body) return;
  if (focused.isConnected) {
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
    return;
  }
  const left = path.find(({ isConnected }) => isConnected);
  left?.querySelector<HTMLElement>(focusable)?.focus({ preventScroll: true });
}

/** An element and what it lies in, from the inside out; of the body nothing. */
function pathTo(element: Element | null): Element[] {
  const path: Element[] = [];
  for (let one = element; one && one !== document.body; one = one.parentElement) path.push(one);
  return path;
}
