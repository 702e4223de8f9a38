"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";

/** Copies a text whole, however short it is shown. `worded`: its label is seen, not only heard. */
export function CopyButton({
  text,
  label,
  worded = false,
}: {
  text: string;
  label: string;
  worded?: boolean;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={copied ? "Copied" : label}
      title={copied ? "Copied" : label}
      className="inline-flex items-center gap-1 rounded-md p-1 align-middle text-[12.5px] text-text-2 hover:bg-surface-2 hover:text-text"
    >
      <Icon aria-hidden className="size-3.5" />
      {worded && <span>{copied ? "Copied" : label}</span>}
    </button>
  );
}
