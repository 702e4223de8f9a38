"use client";

import { useEffect } from "react";
import { retryRefresh } from "./retry-refresh";

/** The page stays where it is when the connection breaks in the midst of a refresh; renders nothing itself. */
export function KeepPage() {
  useEffect(() => {
    const { fetch } = window;
    window.fetch = retryRefresh(fetch.bind(window));
    return () => {
      window.fetch = fetch;
    };
  }, []);
  return null;
}
