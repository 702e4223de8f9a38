"use client";

import { useEffect, useLayoutEffect } from "react";

type Early = { scriptsRun?: boolean; pressedEarly?: HTMLElement | null };

/** Presses what was pressed before React had taken over the page: see `EarlyPress`. */
export function ReplayPress() {
  useLayoutEffect(() => {
    (window as Early).scriptsRun = true;
  }, []);
  useEffect(() => {
    const press = () => {
      const early = window as Early;
      const button = early.pressedEarly;
      early.pressedEarly = null;
      if (button?.isConnected) button.click();
    };
    // Not before a click that made React hurry has gone through the page.
    const timer = setTimeout(press);
    return () => clearTimeout(timer);
  }, []);
  return null;
}
