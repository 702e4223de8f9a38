import type { ReactNode } from "react";

/** Beside the menu button, and up to what stands at the right end of the bar: at most two pills with numbers of two digits. */
const inTopBar =
  "absolute top-0 right-48 left-15 flex h-14 items-center text-base leading-tight font-semibold tracking-tight sm:right-68 md:left-17 lg:right-110 lg:text-lg print:static print:h-auto print:mb-2";

/** A page's title, which stands in the top bar; what the page is about is told, with its actions, below that. */
export function PageHeader({
  title,
  state,
  section,
  children,
  actions,
}: {
  title: string;
  /** How what the page is about stands: a pill over the line of text. */
  state?: ReactNode;
  /** A heading over the line of text. */
  section?: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const isAlone = !state && !section && !children && !actions;
  return (
    <>
      <h1 className={inTopBar} title={title}>
        <span className="line-clamp-2 break-words">{title}</span>
      </h1>
      {!isAlone && (
        <div className="mb-5 flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            {section && <h2 className="text-xl font-semibold tracking-tight break-words">{section}</h2>}
            {state}
            {children && <div className="text-text-2">{children}</div>}
          </div>
          {actions && <div className="flex flex-wrap gap-2 print:hidden">{actions}</div>}
        </div>
      )}
    </>
  );
}
