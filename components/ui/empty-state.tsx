import type { ReactNode } from "react";

/** What an empty list says: why it is empty and what to do. */
export function EmptyState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="px-6 py-10 text-center">
      <p className="font-semibold">{title}</p>
      <div className="mx-auto mt-1 max-w-prose text-text-2">{children}</div>
    </div>
  );
}
