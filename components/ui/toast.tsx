"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { type ReactNode, useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import type { ActionResult } from "@/lib/web/result";

export type Notice = {
  tone: "ok" | "warn" | "bad";
  text: string;
};

/** How an action went, in a sentence of the screen's where it went well. */
export function noticeOf<T>(result: ActionResult<T>, done: (value: T) => string): Notice {
  return result.ok ? { tone: "ok", text: done(result.value) } : { tone: "bad", text: result.message };
}

const passingMs = 6_000;
const stackId = "toasts";
/** What scrolls clips shadows: they get the room they need. */
const stackClass =
  "pointer-events-none fixed right-0 bottom-0 left-0 z-40 flex max-h-dvh flex-col gap-2 overflow-y-auto p-4 pt-12 sm:left-auto sm:max-w-124 sm:pl-12";

/** Where all toasts of a page stand, the newest at the bottom. */
export function ToastStack() {
  return <div id={stackId} className={stackClass} />;
}

const neverChanges = () => () => {};

/**
 * Says how something went, at the bottom of the screen. Good news leaves by itself; everything else, and what offers something
 * to do, waits to be read.
 */
export function Toast({
  notice,
  onDismiss,
  action,
}: {
  notice: Notice | null;
  onDismiss: () => void;
  /** A button, such as one that takes it back. */
  action?: ReactNode;
}) {
  // Null in the page as the server draws it: without scripts a toast stands where its owner does.
  const stack = useSyncExternalStore(
    neverChanges,
    () => document.getElementById(stackId),
    () => null,
  );
  const leaves = notice?.tone === "ok" && !action;
  const dismiss = useEffectEvent(onDismiss);
  // Each notice has its whole time, however often its owner is drawn.
  useEffect(() => {
    if (notice === null || !leaves) return;
    const timer = setTimeout(dismiss, passingMs);
    return () => clearTimeout(timer);
  }, [notice, leaves]);

  if (notice === null) return null;
  const { tone, text } = notice;
  const Icon = tone === "ok" ? CircleCheck : CircleAlert;
  const color = { ok: "text-ok", warn: "text-warn", bad: "text-bad" }[tone];
  const toast = (
    <div
      role={tone === "ok" ? "status" : "alert"}
      className="pointer-events-auto flex shrink-0 items-start gap-2.5 rounded-xl border border-line bg-surface px-4 py-3 shadow-float"
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${color}`} />
      <div className="min-w-0 flex-1 break-words">{text}</div>
      {action}
      <button
        type="button"
        aria-label="Dismiss"
        onClick={onDismiss}
        className="rounded-md p-0.5 text-text-2 hover:bg-surface-2"
      >
        <X aria-hidden className="size-4" />
      </button>
    </div>
  );
  return stack ? createPortal(toast, stack) : <div className={stackClass}>{toast}</div>;
}
