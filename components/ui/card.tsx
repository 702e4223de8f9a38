import type { ReactNode } from "react";

/** A surface with an optional heading row. */
export function Card({
  title,
  aside,
  children,
  className = "",
}: {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <section className={`overflow-hidden rounded-2xl border border-line bg-surface shadow-card ${className}`}>
      {title && (
        <header className="flex items-center justify-between gap-3 border-b border-line px-4 py-3">
          <h2 className="text-[14.5px] font-semibold">{title}</h2>
          {aside}
        </header>
      )}
      {children}
    </section>
  );
}
