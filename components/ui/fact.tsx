import type { ReactNode } from "react";

/** One term of a `<dl>` in a grid, its value below it. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[12.5px] text-text-2">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
