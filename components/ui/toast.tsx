"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { type ReactNode, useEffect } from "react";

const passingMs = 6_000;

/**
 * Says how something went, at the bottom of the screen. Good news leaves by itself; everything else, and what offers something
 * to do, waits to be read.
 */
export function Toast({
  tone,
  onDismiss,
  action,
  children,
}: {
  tone: "ok" | "warn" | "bad";
  onDismiss: () => void;
  /** A button, such as one that takes it back. */
  action?: ReactNode;
  children: ReactNode;
}) {
  const stays = tone !== "ok" || action !== undefined;
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(onDismiss, passingMs);
    return () => clearTimeout(timer);
  }, [stays, onDismiss]);
  const Icon = tone === "ok" ? CircleCheck : CircleAlert;
  const color = { ok: "text-ok", warn: "text-warn", bad: "text-bad" }[tone];
  return (
    <div
      role={tone === "ok" ? "status" : "alert"}
      className="fixed right-4 bottom-4 left-4 z-40 flex items-start gap-2.5 rounded-xl border border-line bg-surface px-4 py-3 shadow-float sm:left-auto sm:max-w-md"
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${color}`} />
      <div className="min-w-0 flex-1 break-words">{children}</div>
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
}
