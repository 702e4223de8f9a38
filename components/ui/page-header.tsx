import type { ReactNode } from "react";

const plain = "text-xl font-semibold tracking-tight break-words";
/** Beside the menu button on narrow screens, and up to what stands at the right end of the bar. */
const inTopBar =
  "absolute top-0 right-44 left-15 flex h-14 items-center text-base leading-tight font-semibold tracking-tight md:left-6 lg:right-104 lg:text-lg print:static print:h-auto print:mb-2";

/**
 * A page's title, with a line of text and actions below it. A title that is a text stands in the top bar; one made of parts
 * stands over the line.
 */
export function PageHeader({
  title,
  section,
  children,
  actions,
}: {
  title: ReactNode;
  /** A heading over the line of text. */
  section?: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const isText = typeof title === "string";
  const isAlone = isText && !section && !children && !actions;
  return (
    <>
      {isText && (
        <h1 className={inTopBar} title={title}>
          <span className="line-clamp-2 break-words">{title}</span>
        </h1>
      )}
      {!isAlone && (
        <div className="mb-5 flex flex-wrap items-start justify-between gap-3">
          <div className="min-w-0">
            {!isText && <h1 className={plain}>{title}</h1>}
            {section && <h2 className={plain}>{section}</h2>}
            {children && <div className="text-text-2">{children}</div>}
          </div>
          {actions && <div className="flex flex-wrap gap-2 print:hidden">{actions}</div>}
        </div>
      )}
    </>
  );
}
