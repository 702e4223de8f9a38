import type { ReactNode } from "react";
import { visibleText } from "./visible-text";

/** What was sent or received, as it is: hostile text, shown as text only, with what would be invisible made visible. */
export function RawText({
  label,
  title,
  text,
  level: Heading = "h3",
  actions,
}: {
  label: string;
  title: string;
  text: string;
  /** The heading that fits where it stands: one below the heading above. */
  level?: "h3" | "h4";
  actions?: ReactNode;
}) {
  return (
    <div className="mt-2">
      <div className="mb-1 flex flex-wrap items-center justify-between gap-x-3">
        <Heading className="text-[12.5px] font-semibold">{title}</Heading>
        {actions && <span className="flex flex-wrap gap-1">{actions}</span>}
      </div>
      {/* Reachable by keyboard, so that long text can be scrolled without a mouse. */}
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus (WCAG 2.1.1)
        tabIndex={0}
        className="max-h-80 overflow-auto rounded-lg border border-line bg-surface-2 p-3"
      >
        <pre className="font-mono text-xs break-all whitespace-pre-wrap">{visibleText(text)}</pre>
      </section>
    </div>
  );
}
