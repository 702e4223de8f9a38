import { ReplayPress } from "./replay-press";

/**
 * Notes what is clicked last before scripts run. React may run a click while it is taking over the page, and then lets it through
 * to here; what it cannot run yet it stops.
 */
const script = `addEventListener("click", ({ target }) => {
  if (window.scriptsRun) return;
  window.pressedEarly = target instanceof Element ? target.closest("button[type=button]:not([popovertarget])") : null;
}, true);
addEventListener("click", () => { if (window.scriptsRun) window.pressedEarly = null; });`;

/**
 * A page shows before its scripts have taken over its buttons. A button that was pressed until then is pressed again once they have.
 * Links, forms and popovers are the browser's own and need none of this.
 * @param nonce what the page's policy asks of scripts
 */
export function EarlyPress({ nonce }: { nonce: string }) {
  return (
    <>
      {/* Browsers hide the nonce from what reads the page. */}
      <script nonce={nonce} suppressHydrationWarning>
        {script}
      </script>
      <ReplayPress />
    </>
  );
}
